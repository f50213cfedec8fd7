// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/past_run.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ui/models/run_progress.h"

namespace cloze::ui {

PastRun past_run(RunRecord record, RunCurves curves, std::vector<StepMetrics> newest) {
  const auto steps =
      std::make_shared<const std::vector<double>>(curves.steps.steps.begin(), curves.steps.steps.end());
  const auto curve = [&](std::size_t column, const Smoothing& smoothing) {
    Series series({}, {});
    series.set_points(steps, std::move(curves.steps.values[column]));
    series.set_smoothing(smoothing);
    (void)series.smooth();
    return series;
  };
  return {std::move(record),
          std::move(newest),
          std::move(curves.evaluations),
          std::move(curves.events),
          {curve(0, exponential_moving_average(0.9)), curve(1, {}), curve(2, exponential_moving_average(0.9)),
           curve(3, exponential_moving_average(0.9))}};
}

Result<std::string> newest_run(const std::filesystem::path& database) {
  std::error_code ignored;
  if (!std::filesystem::exists(database, ignored)) return std::string();
  CLOZE_TRY(History history, History::open_read_only(database));
  return history.newest_run();
}

Result<PastRun> read_past(const std::filesystem::path& database, const std::string& run) {
  CLOZE_TRY(History history, History::open_read_only(database));
  CLOZE_TRY(RunRecord record, history.find_run(run));
  CLOZE_TRY(RunCurves curves, read_curves(history, record.id, {past_columns.begin(), past_columns.end()}));
  const std::int64_t last = curves.steps.steps.empty() ? 0 : curves.steps.steps.back();
  CLOZE_TRY(std::vector<StepMetrics> newest,
            history.metrics(record.id, last - std::int64_t{RunProgress::window}));
  CLOZE_TRY(std::vector<PinScore> pins, history.pin_scores(record.id));
  PastRun past = past_run(std::move(record), std::move(curves), std::move(newest));
  past.pins = std::move(pins);
  return past;
}

}  // namespace cloze::ui
