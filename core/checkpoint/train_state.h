// SPDX-License-Identifier: GPL-3.0-or-later
// Where a training stands, beside weights and optimizer state. With them it is everything needed to go on
// exactly.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/data/batcher.h"

namespace cloze {

struct TrainState {
  std::int64_t step = 0;     ///< Optimizer steps done.
  DataCursor cursor;         ///< The next row to be taken.
  double seconds = 0;        ///< Training time so far.
  double tokens = 0;         ///< Tokens seen so far.
  std::string dataset_hash;  ///< Of the dataset trained on; a resume checks it.
  bool operator==(const TrainState&) const = default;
};

/// state.json in a checkpoint folder. Numbers keep every bit.
std::string to_json(const TrainState& state);
Result<TrainState> train_state_from_json(std::string_view json, std::string_view origin);

}  // namespace cloze
