// SPDX-License-Identifier: GPL-3.0-or-later
// What a ModelHandle points to. Includes torch: engine .cpp files only.
#pragma once

#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"

namespace cloze {

struct ModelOnDevice {
  MaskedLanguageModel model{nullptr};
  torch::Device device{torch::kCPU};
};

}  // namespace cloze
