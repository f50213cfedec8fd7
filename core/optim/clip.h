// SPDX-License-Identifier: GPL-3.0-or-later
// Clipping of gradients by their global norm (Pascanu, Mikolov, Bengio 2013, algorithm 1).
#pragma once

#include <torch/torch.h>

#include <vector>

namespace cloze {

/// Euclidean norm over the gradients of all parameters together, before clipping; parameters without one
/// count as 0. When it is above clip_norm, all gradients are scaled in place so that it becomes clip_norm;
/// clip_norm 0 only measures. NaN or infinity is returned as it is and the gradients stay untouched, so that
/// the caller can decide. On CUDA this waits for the device.
double clip_gradients(const std::vector<torch::Tensor>& parameters, double clip_norm);

}  // namespace cloze
