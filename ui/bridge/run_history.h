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

/// Everything recorded of one run.
struct RunHistory {
  RunRecord record;
  std::vector<StepMetrics> steps;
  std::vector<EvaluationMetrics> evaluations;
  std::vector<RunEvent> events;
};

/// Where a page reads runs from; tests give functions of their own. Both are called on pool threads.
struct RunSource {
  std::function<Result<std::vector<RunRecord>>()> runs;  ///< Newest first.
  std::function<Result<RunHistory>(const std::string& run)> read;
};

/// Each call opens the database anew for reading. A workspace without one has no runs.
RunSource history_source(const std::filesystem::path& database);

Result<RunHistory> read_run(const std::filesystem::path& database, const std::string& id_or_name);

}  // namespace cloze::ui
