// SPDX-License-Identifier: GPL-3.0-or-later
// From the fused product of queries, keys and values to one tensor each, ordered by head, in a single pass
// over memory: rotation of queries and keys (modern) and the scale of the scores are applied on the way.
//
// Shapes: B rows, T tokens per row, H heads, K size of a head, k = K/2.
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "core/model/rotary.h"

namespace cloze {

struct Heads {
  torch::Tensor queries_BHTK, keys_BHTK, values_BHTK;
};

/// qkv_BTX holds queries, keys and values of all heads in its X = 3*H*K columns, in this order. Queries are
/// multiplied by query_scale; with angles (undefined: none) queries and keys are rotated. On the CPU the
/// results are contiguous. Differentiable once.
Heads split_heads(const torch::Tensor& qkv_BTX, std::int64_t heads, const RotaryAngles& angles,
                  double query_scale);

/// The same from torch's own operations: for other devices, and the measure for the one above.
Heads split_heads_composed(const torch::Tensor& qkv_BTX, std::int64_t heads, const RotaryAngles& angles,
                           double query_scale);

}  // namespace cloze
