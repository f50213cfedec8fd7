// SPDX-License-Identifier: GPL-3.0-or-later
// What a recipe will take on this machine, measured before a run: real steps of the real model on rows as
// long as rows can be. Memory is approached from below, with small batches first, so that a recipe that is
// too large is answered and not tried. No torch in this header.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/train/device.h"

namespace cloze {

struct PreflightReport {
  std::string device;  ///< As describe() has it.
  bool fits = true;    ///< The recipe's batch does.
  /// The figures follow from smaller batches, because the recipe's does not fit.
  bool extrapolated = false;
  double seconds_per_step =
      0;  ///< All passes of it and the update; rows are ready, as loader threads have them.
  double tokens_per_second = 0;
  double peak_bytes = 0;           ///< What a step takes at its peak, model included.
  double available_bytes = 0;      ///< What was free, less a margin.
  std::int64_t largest_batch = 0;  ///< That fits, at most batch_size's largest; 0: not even one row.
  /// The largest batch that fits and divides the rows of a step, with as many passes: the same rows a step.
  std::int64_t batch_size = 0, accumulation = 0;
  std::int64_t total_steps = 0;  ///< 0 when the budget does not say.
  double run_seconds = 0;        ///< Of all steps, without evaluation; NaN when the budget does not say.
};

struct PreflightSetup {
  Recipe recipe;
  std::int64_t vocabulary = 0;
  DeviceChoice device = {};
  int threads = 0;
  /// Pretends that so many bytes are free; 0 asks the machine.
  double available_bytes = 0;
};

/// Measures on the calling thread; a few steps, each a little larger. Progress "measuring" in steps. goes_on
/// is asked between the passes of a step. cancelled; unavailable when the model itself does not fit. The
/// report's total_steps and run_seconds are left to who knows the dataset.
Result<PreflightReport> preflight(const PreflightSetup& setup, const ProgressSink& progress = {},
                                  const std::function<bool()>& goes_on = {});

/// The line through two measurements of memory, and what follows from it. Pure.
struct MemoryLine {
  double fixed = 0, per_row = 0;
  double at(std::int64_t rows) const { return fixed + per_row * static_cast<double>(rows); }
  /// Most rows that take at most so many bytes; 0 when one takes more.
  std::int64_t rows_in(double bytes) const;
};
/// estimated_per_row guards against measurements that differ by chance: the slope is at least half of it.
MemoryLine memory_line(std::int64_t rows_a, double bytes_a, std::int64_t rows_b, double bytes_b,
                       double estimated_per_row);

/// The largest divisor of `rows` that is at most `most`; 0 when most is below 1.
std::int64_t largest_divisor(std::int64_t rows, std::int64_t most);

}  // namespace cloze
