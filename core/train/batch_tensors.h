// SPDX-License-Identifier: GPL-3.0-or-later
// A batch as tensors on the model's device. Includes torch: engine .cpp files only.
#pragma once

#include <torch/torch.h>

#include "core/data/batcher.h"
#include "core/model/masked_language_model.h"

namespace cloze {

/// On the CPU the tensors look at the batch's own memory, so the batch must outlive them; on CUDA they are
/// copies that the current stream waits for.
struct BatchTensors {
  ModelInput input;
  torch::Tensor labels_M;         ///< int64
  torch::Tensor next_sentence_B;  ///< int64; undefined without sentence pairs.
};

BatchTensors to_tensors(Batch& batch, const torch::Device& device);

}  // namespace cloze
