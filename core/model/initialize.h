// SPDX-License-Identifier: GPL-3.0-or-later
// Starting weights.
#pragma once

#include <cstdint>

#include "core/kernels/torch.h"

namespace cloze {

/// Draws every matrix and table from N(0, std) with a generator of this seed, in the order of
/// named_parameters(); vectors (biases 0, norms 1) stay as they were made. Leaves torch's global generators
/// alone.
void initialize_weights(torch::nn::Module& module, double std, std::int64_t seed);

}  // namespace cloze
