// SPDX-License-Identifier: GPL-3.0-or-later
// A run of the history as the Run page shows it. A million steps are read, and their curves made, before the
// UI thread sees any of it. Any thread.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ui/bridge/run_history.h"
#include "ui/charts/series.h"

namespace cloze::ui {

/// What the Run page draws of every step, in the order of its charts.
inline constexpr std::array past_columns{StepColumn::loss, StepColumn::learning_rate,
                                         StepColumn::gradient_norm, StepColumn::tokens_per_second};

struct PastRun {
  RunRecord record;
  std::vector<StepMetrics> newest;  ///< The last steps, for what is told of the moment.
  std::vector<EvaluationMetrics> evaluations;
  std::vector<RunEvent> events;
  ///< Without names and colours.
  std::array<Series, past_columns.size()> curves = {Series{{}, {}}, Series{{}, {}}, Series{{}, {}},
                                                    Series{{}, {}}};
  std::vector<PinScore> pins = {};
};

/// curves must hold past_columns, in this order. The loss, the gradient norm and the speed come smooth, as
/// their charts show them at first.
PastRun past_run(RunRecord record, RunCurves curves, std::vector<StepMetrics> newest);

/// Id of the newest run; empty when there is none, or no database yet.
Result<std::string> newest_run(const std::filesystem::path& database);

/// By id, the beginning of one, or name. The database is opened anew.
Result<PastRun> read_past(const std::filesystem::path& database, const std::string& run);

}  // namespace cloze::ui
