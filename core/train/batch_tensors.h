// SPDX-License-Identifier: GPL-3.0-or-later
// A batch as tensors on the model's device. Includes torch: engine .cpp files only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/batcher.h"
#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"

namespace cloze {

/// On the CPU the tensors look at the batch's own memory, so the batch must outlive them; on CUDA they are
/// copies that the current stream waits for.
struct BatchTensors {
  ModelInput input;  ///< With the needed positions: the masked ones, and with pairs the first of each row.
  torch::Tensor labels_M;         ///< int64
  torch::Tensor next_sentence_B;  ///< int64; undefined without sentence pairs.
};

/// Position 0 of each row where first_too, then the row's masked ones, filled up to equal counts; Q is at
/// least 1. masked_flat: ascending, into rows * length.
struct NeededRows {
  std::int64_t Q = 1;
  std::vector<std::int64_t> positions, flat;  ///< rows * Q: within the row, and into rows * length.
  std::vector<std::int64_t> masked;           ///< The masked positions as indices into these.
};
NeededRows needed_rows(std::int64_t rows, std::int64_t length, std::span<const std::int64_t> masked_flat,
                       bool first_too);

BatchTensors to_tensors(Batch& batch, const torch::Device& device);

}  // namespace cloze
