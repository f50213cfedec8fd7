// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that never took place: a plausible loss curve with noise, evaluations and events, the same at every
// call.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/session/events.h"
#include "ui/bridge/run_history.h"
#include "ui/models/past_run.h"

namespace cloze::test {

inline StepMetrics made_up_step(std::int64_t step, std::int64_t total, std::uint64_t seed,
                                double rate = 3e-3) {
  Draws draws(seed, 7, std::uint64_t(step));
  double noise = -3;
  for (int i = 0; i < 6; ++i) noise += draws.next_unit();
  const double share = double(step) / double(total);
  const double floor = 3.3 + 0.05 * double(seed % 7) - 0.4 * std::pow(std::max(0.0, share - 0.6) / 0.4, 1.2);
  StepMetrics m;
  m.step = step;
  m.mlm_loss = m.loss =
      floor + 5.7 * std::exp(-double(step) / 45) + 1.6 * std::exp(-share * 5) + 0.12 * noise;
  m.learning_rate = rate * (step < 100    ? double(step) / 100
                            : share < 0.6 ? 1
                                          : 1 - std::sqrt((share - 0.6) / 0.4));
  m.gradient_norm =
      0.6 + 2.5 * std::exp(-double(step) / 60) + 0.1 * std::abs(noise) + (step % 611 == 0 ? 2.4 : 0);
  m.tokens_per_second = 58200 + 1900 * noise + 1200 * std::sin(double(step) / 90);
  m.seconds = double(step) * 4096 / 58200;
  m.tokens = double(step) * 4096;
  m.epoch = double(step) * 4096 / 2.9e6;
  return m;
}

inline EvaluationMetrics made_up_evaluation(std::int64_t step, std::int64_t total, std::uint64_t seed) {
  EvaluationMetrics e;
  e.step = step;
  e.loss = made_up_step(step, total, seed).loss * 0.2 + made_up_step(step - 1, total, seed).loss * 0.8 + 0.06;
  e.accuracy = 0.415 - 0.09 * (e.loss - 3.0);
  e.predicted_tokens = 26000;
  e.seconds = 1.1;
  return e;
}

/// The first steps of a run of total steps.
inline ui::RunHistory made_up_run(const std::string& id, const std::string& name, std::int64_t steps,
                                  std::int64_t total, std::uint64_t seed,
                                  RunStatus status = RunStatus::finished) {
  ui::RunHistory run;
  run.record.id = id;
  run.record.name = name;
  run.record.status = status;
  run.record.created = 1.78e9 + double(seed) * 5000;
  run.record.step = steps;
  run.record.total_steps = total;
  run.record.dataset_name = "sotu-8k";
  const auto event = [&](std::int64_t step, const char* kind, std::string message = {}) {
    run.events.push_back({step, run.record.created + double(step) * 0.07, kind, std::move(message)});
  };
  event(0, "started", "cpu (2 threads)");
  for (std::int64_t step = 1; step <= steps; ++step) {
    run.steps.push_back(made_up_step(step, total, seed));
    if (step % 250 == 0) {
      run.evaluations.push_back(made_up_evaluation(step, total, seed));
      event(step, "evaluation", "loss " + std::to_string(run.evaluations.back().loss).substr(0, 5));
    }
    if (step % 500 == 0) event(step, "checkpoint");
  }
  if (!run.steps.empty()) run.record.last = run.steps.back();
  if (!run.evaluations.empty()) {
    run.record.last_evaluation = run.evaluations.back();
    run.record.best_loss = run.evaluations.back().loss;
    run.record.best_accuracy = run.evaluations.back().accuracy;
  }
  return run;
}

inline RunStarted made_up_start(const ui::RunHistory& run) {
  RunStarted started;
  started.run_id = run.record.id;
  started.name = run.record.name;
  started.device = "cpu (2 threads)";
  started.parameters = 1523456;
  started.total_steps = run.record.total_steps;
  started.rows_per_epoch = 45000;
  return started;
}

inline std::vector<StepDone> made_up_steps(const ui::RunHistory& run) {
  std::vector<StepDone> steps;
  for (const StepMetrics& metrics : run.steps) {
    const double share = double(metrics.step) / double(run.record.total_steps);
    steps.push_back({run.record.id, metrics, share, (1 - share) * 240});
  }
  return steps;
}

/// What a history would give of these columns.
inline ui::RunCurves curves_of(const ui::RunHistory& run, const std::vector<StepColumn>& columns) {
  ui::RunCurves curves{columns, {}, run.evaluations, run.events};
  curves.steps.values.resize(columns.size());
  for (const StepMetrics& metrics : run.steps) {
    curves.steps.steps.push_back(metrics.step);
    for (std::size_t i = 0; i < columns.size(); ++i)
      curves.steps.values[i].push_back(metrics.*step_values[std::size_t(columns[i])]);
  }
  return curves;
}

/// What a history would give of this step.
inline RunAtStep at_step(const ui::RunHistory& run, std::int64_t step) {
  RunAtStep at;
  at.step = step;
  if (run.record.step < step) return at;
  for (const StepMetrics& one : run.steps)
    if (one.step == step) at.metrics = one;
  for (const EvaluationMetrics& one : run.evaluations)
    if (one.step <= step) at.evaluation = one;
  return at;
}

inline ui::PastRun past_of(const ui::RunHistory& run) {
  const std::size_t skip = run.steps.size() > 20 ? run.steps.size() - 20 : 0;
  return ui::past_run(run.record, curves_of(run, {ui::past_columns.begin(), ui::past_columns.end()}),
                      {run.steps.begin() + std::ptrdiff_t(skip), run.steps.end()});
}

/// A history in memory.
inline ui::RunSource source_of(std::vector<ui::RunHistory> runs) {
  const auto all = std::make_shared<const std::vector<ui::RunHistory>>(std::move(runs));
  const auto find = [all](const std::string& id) {
    return std::ranges::find(*all, id, [](const ui::RunHistory& run) { return run.record.id; });
  };
  return {[all]() -> Result<std::vector<RunRecord>> {
            std::vector<RunRecord> records;
            for (const ui::RunHistory& run : *all) records.push_back(run.record);
            return records;
          },
          [find](const std::vector<std::string>& ids) -> Result<std::vector<std::string>> {
            std::vector<std::string> recipes;
            for (const std::string& id : ids) recipes.push_back(find(id)->record.recipe_json);
            return recipes;
          },
          [find](std::int64_t step, const std::vector<std::string>& ids) -> Result<std::vector<RunAtStep>> {
            std::vector<RunAtStep> values;
            for (const std::string& id : ids) values.push_back(at_step(*find(id), step));
            return values;
          },
          [find](const std::string& id, const std::vector<StepColumn>& columns) -> Result<ui::RunCurves> {
            return curves_of(*find(id), columns);
          }};
}

}  // namespace cloze::test
