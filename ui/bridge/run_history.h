// SPDX-License-Identifier: GPL-3.0-or-later
// What the history knows, as values a page can show. The functions read files: call them on a pool thread
// (bridge/background.h).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/history.h"

namespace cloze::ui {

/// Everything recorded of one run, for who wants every value of it.
struct RunHistory {
  RunRecord record;
  std::vector<StepMetrics> steps;
  std::vector<EvaluationMetrics> evaluations;
  std::vector<RunEvent> events;
};

/// Some columns of a run's steps, and what is told of single steps.
struct RunCurves {
  std::vector<StepColumn> columns;
  StepColumns steps;  ///< values in the order of columns.
  std::vector<EvaluationMetrics> evaluations;
  std::vector<RunEvent> events;
};

/// Where a page reads runs from; tests give functions of their own. All are called on pool threads.
struct RunSource {
  /// Newest first; the recipes and environments of old ones may be left out.
  std::function<Result<std::vector<RunRecord>>()> runs;
  /// recipe_json of runs by their ids, in this order.
  std::function<Result<std::vector<std::string>>(const std::vector<std::string>& runs)> recipes;
  /// Of runs by their ids, in this order.
  std::function<Result<std::vector<RunAtStep>>(std::int64_t step, const std::vector<std::string>& runs)>
      at_step;
  /// Of a run by its id.
  std::function<Result<RunCurves>(const std::string& run, const std::vector<StepColumn>& columns)> curves;
};

/// Each call opens the database anew for reading. A workspace without one has no runs.
RunSource history_source(const std::filesystem::path& database);

Result<RunCurves> read_curves(History& history, const std::string& run_id,
                              const std::vector<StepColumn>& columns);

Result<RunHistory> read_run(const std::filesystem::path& database, const std::string& id_or_name);

}  // namespace cloze::ui
