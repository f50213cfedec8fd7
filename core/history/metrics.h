// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics as rows of the table metric. Internal to core/history; everything here runs inside a transaction
// and throws SQLite::Exception.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

/// In the order of step_values; also that of the columns after step, in every statement.
inline constexpr std::array<std::string_view, step_values.size()> step_names{
    "loss",    "mlm_loss", "nsp_loss",          "learning_rate", "gradient_norm",
    "seconds", "tokens",   "tokens_per_second", "epoch"};

/// Where there is a row of this step, it is replaced.
void put_rows(Connection& connection, std::int64_t run_key, const std::vector<StepMetrics>& rows);

/// Ascending, at most as many as wanted.
std::vector<StepMetrics> oldest_rows(Connection& connection, std::int64_t run_key, std::int64_t wanted);

/// What was selected from first_column on: the step and its values, in the tables' order.
StepMetrics step_row(Query& query, int first_column = 0);
EvaluationMetrics evaluation_row(Query& query, int first_column = 0);

}  // namespace cloze
