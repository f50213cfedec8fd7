// SPDX-License-Identifier: GPL-3.0-or-later
// How far each run is: its last step, its last evaluation and its best loss, kept in the table run_progress
// so that a list of thousands of runs is one pass over two tables and looks nothing up in those of the steps.
//
// Of every run: its row of run_progress holds what the tables metric and evaluation say at the end of every
// transaction. It is read from them again, never reckoned from what was written, by whoever changes them:
// what is replaced, taken back or packed needs no care of its own. A run whose row is missing, which only
// another program can have brought about, has no progress until it is written again. Internal to
// core/history; everything here runs inside a transaction and throws SQLite::Exception.
#pragma once

#include <cstdint>

#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

/// To be selected, in this order, of the run's row where there is one; then read_progress() reads them.
#define CLOZE_PROGRESS_COLUMNS                                                                         \
  "step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, tokens_per_second, " \
  "epoch, "                                                                                            \
  "evaluated_step, held_out_loss, accuracy, held_out_nsp_loss, nsp_accuracy, predicted_tokens, "       \
  "evaluation_seconds, best_loss, best_accuracy, best_nsp_accuracy"
inline constexpr int progress_columns = 20;

/// Fills in step, last, last_evaluation and the best values from the columns from first_column on.
void read_progress(Query& query, int first_column, RunRecord& run);

/// The row of a new run.
void add_progress(Connection& connection, std::int64_t run_key);

/// After steps of the run were written or removed, and packed or not.
void steps_changed(Connection& connection, std::int64_t run_key);

/// After evaluations of the run were written or removed.
void evaluations_changed(Connection& connection, std::int64_t run_key);

}  // namespace cloze
