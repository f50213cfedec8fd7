// SPDX-License-Identifier: GPL-3.0-or-later
// Training steps to be measured: a recipe's model and optimizer on a device, fed with synthetic rows as long
// as rows can be. No torch in this header. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/data/batcher.h"
#include "core/train/device.h"

namespace cloze {

/// Full rows of ordinary tokens between the special ones, some of them masked, the shape training sees; where
/// the objective has pairs, two segments with a label. number: other tokens.
Batch synthetic_batch(const ObjectiveConfig& objective, std::int64_t rows, std::int64_t vocabulary,
                      std::uint64_t number);

class StepRig {
 public:
  /// The recipe's batch size is not looked at. unavailable when the memory does not suffice.
  static Result<std::unique_ptr<StepRig>> make(const Recipe& recipe, std::int64_t vocabulary,
                                               const DeviceChoice& device, int threads);
  ~StepRig();

  struct Step {
    double seconds = 0;  ///< All of it; on CUDA it is waited for.
    double data = 0, forward = 0, backward = 0, optimizer = 0;
    bool abandoned = false;
  };
  /// One optimizer step over `passes` batches of `rows` rows. goes_on is asked before each pass; false
  /// abandons the step. unavailable when the memory does not suffice: then `out_of_memory` is set.
  Result<Step> step(std::int64_t rows, int passes, const std::function<bool()>& goes_on = {});
  bool out_of_memory() const { return out_of_memory_; }
  std::int64_t parameters() const;

 private:
  struct State;
  explicit StepRig(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
  bool out_of_memory_ = false;
};

/// What the device has for a step, and what a step takes of it. On the CPU of the whole process, so nothing
/// else may grow meanwhile.
class StepMemory {
 public:
  /// Begins with what is taken now: call before the rig is made.
  explicit StepMemory(const DeviceChoice& device);
  /// Bytes that were free when this began.
  double available() const { return available_; }
  /// Forgets the peak so far; anew: also what was freed and kept for the next step.
  void begin(bool anew) const;
  /// The largest number of bytes taken since begin(), over what was taken at the beginning.
  double peak() const;

 private:
  DeviceChoice device_;
  double available_ = 0, baseline_ = 0;
};

}  // namespace cloze
