// SPDX-License-Identifier: GPL-3.0-or-later
// The history's tables and how an older file becomes a current one. Internal to core/history.
//
// The file says whose it is in its header (SQLite file format, section 1.3): application_id, 4 bytes at
// offset 68, is "CLZS"; user_version, 4 bytes at offset 60, is the schema's version, from 1. A released
// migration is never changed: a new version gets a new one behind it.
//
// Version 1. Times are Unix seconds. Columns for numbers that may be NaN allow NULL, which is what SQLite
// stores for NaN; they read back as NaN (connection.h). Infinities and denormals are stored as they are; -0.0
// becomes 0.0.
//   run         key (number used by the other tables), id, name, status (word), recipe_json, dataset_hash,
//               dataset_name, tokenizer_name, environment_json, created, ended, process_id, process_identity
//               (process.h), total_steps, failure
//   metric      (run, step) -> the columns of StepMetrics; no rowid, so a run's steps lie together in order
//   evaluation  (run, step) -> the columns of EvaluationMetrics
//   event       key (order of arrival), run, step, time, kind, message
//   probe       key, run, step, time, text, result_json
// Version 2: run has tags (words, ascending, a blank between two), note and archived (0 or 1) as well.
// Version 3: the oldest steps of long runs move from metric to
//   metric_block  (run, name, first_step) -> last_step, steps (how many), data: one value of those steps
//                 (metric_blocks.h)
// Version 4: for the list of runs, kept with every change:
//   run_progress  run -> the last row of metric, the last one of evaluation, the lowest finite loss of
//                 evaluation; NULL where there is none (progress.h)
//   and run's index run_by_time, on created.
// Version 5: sentences that are followed through all runs, and runs that wait to be trained
//   pin         text, since, pinned (0: its scores are kept, new ones are not made)
//   pin_score   (run, pin, step) -> surprisal, nats per token
//   queue       run -> position, options (JSON: what of the request is not in the run's record)
// Version 6: run_progress has the highest accuracies of evaluation as well.
// Deleting a run deletes what hangs on it (ON DELETE CASCADE).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/history/connection.h"

namespace cloze {

inline constexpr std::int32_t history_application_id = 0x434C5A53;  // "CLZS"

/// SQL that leads from version i to i + 1, for each i from 0.
std::span<const std::string_view> history_migrations();
inline std::int64_t history_schema_version() {
  return static_cast<std::int64_t>(history_migrations().size());
}

enum class HistoryFile {
  missing,
  empty,  ///< No bytes, or a database with no tables that nobody has claimed.
  older,  ///< Ours, of an earlier version.
  current,
};

/// What stands at a path, told without touching it: newer_version for a later version of ours, damaged for
/// anything that is not a history, io for a folder or something that may not be read. Without locks: a file
/// that another process is writing, or was writing when it was killed, may be told as what it was to become.
Result<HistoryFile> inspect_history(const std::filesystem::path& path);

/// The same of an open connection, after what a killed writer left was rolled back; never missing.
Result<HistoryFile> judge_history(Connection& connection);

/// Takes the file to the last of the migrations in one transaction: a crash anywhere leaves the old version
/// whole. Another process may do the same at the same time. A migration may make a table anew that others
/// refer to; damaged when a row refers to nothing at the end. newer_version when the file is past them.
Result<void> migrate(Connection& connection, std::span<const std::string_view> migrations);

}  // namespace cloze
