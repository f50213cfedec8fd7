// SPDX-License-Identifier: GPL-3.0-or-later
// From a fused product (queries, keys and values side by side, or some of them) to one tensor each, ordered
// by head, in a single pass over memory: rotation (modern) and the scale of the scores are applied on the
// way.
//
// Shapes: B rows, R positions of a row, H heads, K size of a head, k = K/2.
#pragma once

#include <cstdint>
#include <vector>

#include "core/kernels/torch.h"
#include "core/model/rotary.h"

namespace cloze {

/// What happens to one part of the product.
struct HeadPart {
  bool rotate = false;
  double scale = 1;
};

/// flat_BRX holds parts.size() parts of H*K columns each. With angles (undefined: none) the parts that rotate
/// are turned by the angle of their position: positions_BR (int64), undefined: 0..R-1. Returns one tensor
/// BHRK per part, contiguous on the CPU. Differentiable once.
std::vector<torch::Tensor> split_heads(const torch::Tensor& flat_BRX, std::int64_t heads,
                                       const std::vector<HeadPart>& parts, const RotaryAngles& angles,
                                       const torch::Tensor& positions_BR = {});

/// The same from torch's own operations: for other devices, and the measure for the one above.
std::vector<torch::Tensor> split_heads_composed(const torch::Tensor& flat_BRX, std::int64_t heads,
                                                const std::vector<HeadPart>& parts,
                                                const RotaryAngles& angles,
                                                const torch::Tensor& positions_BR = {});

}  // namespace cloze
