// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_steps.h"

#include <algorithm>

namespace cloze::ui {
namespace {

std::int64_t evaluated_step(const RunRecord& run) {
  return run.last_evaluation ? run.last_evaluation->step : 0;
}

}  // namespace

const RunAtStep* KnownSteps::at(std::int64_t step) const {
  const auto found = std::ranges::find(values_, step, &RunAtStep::step);
  return found == values_.end() ? nullptr : &*found;
}

bool KnownSteps::outdated(const RunRecord& run, std::int64_t step) const {
  const auto found = std::ranges::find(values_, step, &RunAtStep::step);
  if (found == values_.end()) return run.step >= step;
  const Then& then = then_[std::size_t(found - values_.begin())];
  if (then.run_step == run.step && then.evaluated_step == evaluated_step(run)) return false;
  const bool went_back = run.step < then.run_step;  // Continued from an earlier checkpoint.
  return went_back || then.run_step < step || then.evaluated_step < step;
}

void KnownSteps::put(const RunAtStep& value, std::int64_t run_step, std::int64_t evaluated_step) {
  const auto found = std::ranges::find(values_, value.step, &RunAtStep::step);
  if (found == values_.end()) {
    values_.push_back(value);
    then_.push_back({run_step, evaluated_step});
  } else {
    *found = value;
    then_[std::size_t(found - values_.begin())] = {run_step, evaluated_step};
  }
}

void KnownSteps::keepOnly(std::span<const std::int64_t> steps) {
  for (std::size_t i = values_.size(); i-- > 0;) {
    if (std::ranges::find(steps, values_[i].step) != steps.end()) continue;
    values_.erase(values_.begin() + std::ptrdiff_t(i));
    then_.erase(then_.begin() + std::ptrdiff_t(i));
  }
}

void StepReading::add(const RunRecord& run) {
  runs.push_back(run.id);
  run_steps.push_back(run.step);
  evaluated_steps.push_back(evaluated_step(run));
}

Result<std::vector<StepRead>> read_steps(const RunSource& source, std::vector<StepReading> wanted) {
  std::vector<StepRead> all;
  for (StepReading& one : wanted) {
    StepRead read{std::move(one), {}};
    CLOZE_TRY(read.values, source.at_step(read.wanted.step, read.wanted.runs));
    all.push_back(std::move(read));
  }
  return all;
}

}  // namespace cloze::ui
