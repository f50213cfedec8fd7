// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/past_run.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <memory>
#include <span>
#include <thread>
#include <utility>

#include "ui/models/run_progress.h"

namespace cloze::ui {

namespace {

constexpr std::size_t worth_a_thread = 100'000;
/// The loss, the gradient norm and the speed are shown smooth at first.
constexpr std::array<bool, past_columns.size()> smooth_at_first{true, false, true, true};

}  // namespace

PastRun past_run(RunRecord record, RunCurves curves, std::vector<StepMetrics> newest) {
  const auto steps =
      std::make_shared<const std::vector<double>>(curves.steps.steps.begin(), curves.steps.steps.end());
  PastRun past{std::move(record), std::move(newest), std::move(curves.evaluations), std::move(curves.events)};
  // Each curve in a thread of its own: with a million steps, that is what opening a run waits for.
  std::vector<std::jthread> threads;
  for (std::size_t column = 0; column < past_columns.size(); ++column) {
    const auto make = [&, column] {
      Series& series = past.curves[column];
      series.set_points(steps, std::move(curves.steps.values[column]));
      if (smooth_at_first[column]) series.set_smoothing(exponential_moving_average(0.9));
      (void)series.smooth();
    };
    if (steps->size() < worth_a_thread)
      make();
    else
      threads.emplace_back(make);
  }
  threads.clear();
  return past;
}

Result<std::string> newest_run(const std::filesystem::path& database) {
  std::error_code ignored;
  if (!std::filesystem::exists(database, ignored)) return std::string();
  CLOZE_TRY(History history, History::open_read_only(database));
  return history.newest_run();
}

namespace {

/// All of them, by two threads, each with half of the columns and a connection of its own.
Result<RunCurves> read_all_curves(const std::filesystem::path& database, History& history,
                                  const std::string& run_id) {
  const std::span<const StepColumn> columns(past_columns);
  const auto half = columns.size() / 2;
  auto others = std::async(std::launch::async, [&]() -> Result<StepColumns> {
    CLOZE_TRY(History second, History::open_read_only(database));
    return second.metric_columns(run_id, columns.subspan(half));
  });
  auto curves = read_curves(history, run_id, {columns.begin(), columns.begin() + std::ptrdiff_t(half)});
  Result<StepColumns> rest = others.get();
  if (!curves) return curves;
  if (!rest) return std::unexpected(std::move(rest).error());
  // A run in training goes on between two reads; one read has all columns of the same steps.
  if (rest->steps != curves->steps.steps)
    return read_curves(history, run_id, {columns.begin(), columns.end()});
  std::ranges::move(rest->values, std::back_inserter(curves->steps.values));
  curves->columns.assign(columns.begin(), columns.end());
  return curves;
}

}  // namespace

Result<PastRun> read_past(const std::filesystem::path& database, const std::string& run) {
  CLOZE_TRY(History history, History::open_read_only(database));
  CLOZE_TRY(RunRecord record, history.find_run(run));
  CLOZE_TRY(RunCurves curves, read_all_curves(database, history, record.id));
  const std::int64_t last = curves.steps.steps.empty() ? 0 : curves.steps.steps.back();
  CLOZE_TRY(std::vector<StepMetrics> newest,
            history.metrics(record.id, last - std::int64_t{RunProgress::window}));
  CLOZE_TRY(std::vector<PinScore> pins, history.pin_scores(record.id));
  PastRun past = past_run(std::move(record), std::move(curves), std::move(newest));
  past.pins = std::move(pins);
  return past;
}

}  // namespace cloze::ui
