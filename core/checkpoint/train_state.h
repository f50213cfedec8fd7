// SPDX-License-Identifier: GPL-3.0-or-later
// Where a training stands, beside weights and optimizer state. With them it is everything needed to go on
// exactly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/batcher.h"

namespace cloze {

/// What the guard of the loss remembers (core/train/loss_guard.h).
struct GuardState {
  std::vector<double> losses;  ///< Of the last good steps, oldest first; all finite.
  std::int64_t faults = 0;     ///< Since the last step of progress.
  std::int64_t furthest = 0;   ///< The last step that had a fault.
  bool operator==(const GuardState&) const = default;
};

struct TrainState {
  std::int64_t step = 0;  ///< Optimizer steps done.
  DataCursor cursor;      ///< The next row to be taken.
  double seconds = 0;     ///< Training time so far.
  double tokens = 0;      ///< Tokens seen so far.
  GuardState guard;
  /// Where the batches begin that a rollback leaves out, ascending. They stay left out: an entry may lie
  /// behind the cursor.
  std::vector<DataCursor> left_out;
  std::string dataset_hash;  ///< Of the dataset trained on; a resume checks it.
  bool operator==(const TrainState&) const = default;
};

/// state.json in a checkpoint folder. Numbers keep every bit.
std::string to_json(const TrainState& state);
Result<TrainState> train_state_from_json(std::string_view json, std::string_view origin);

}  // namespace cloze
