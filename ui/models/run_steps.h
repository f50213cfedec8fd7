// SPDX-License-Identifier: GPL-3.0-or-later
// What has been read of a run at chosen steps, and when it has to be read again: values at a step that a run
// in training has passed stay as they are. Values; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/history/history.h"
#include "ui/bridge/run_history.h"

namespace cloze::ui {

class KnownSteps {
 public:
  /// nullptr when it has not been read.
  const RunAtStep* at(std::int64_t step) const;
  std::span<const RunAtStep> all() const { return values_; }
  /// Whether the history may have something else of the run at this step.
  bool outdated(const RunRecord& run, std::int64_t step) const;
  /// run_step, evaluated_step: how far the run was known to be before this was read.
  void put(const RunAtStep& value, std::int64_t run_step, std::int64_t evaluated_step);
  /// Forgets all others.
  void keepOnly(std::span<const std::int64_t> steps);

 private:
  struct Then {
    std::int64_t run_step = 0, evaluated_step = 0;
  };
  std::vector<RunAtStep> values_;
  std::vector<Then> then_;  ///< As long as values_.
};

/// Runs to be read at a step, by their ids, and how far each is known to be.
struct StepReading {
  std::int64_t step = 0;
  std::vector<std::string> runs;
  std::vector<std::int64_t> run_steps, evaluated_steps;

  void add(const RunRecord& run);
};

/// The same, read: values in the order of the runs.
struct StepRead {
  StepReading wanted;
  std::vector<RunAtStep> values;
};
Result<std::vector<StepRead>> read_steps(const RunSource& source, std::vector<StepReading> wanted);

}  // namespace cloze::ui
