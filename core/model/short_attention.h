// SPDX-License-Identifier: GPL-3.0-or-later
// Attention over short rows as two batched products around a softmax, with a backward pass of its own.
//
// Shapes: B rows, H heads, Q queries and S keys of a row, K size of a head, D = H*K.
#pragma once

#include "core/kernels/torch.h"

namespace cloze {

/// softmax(queries keys^T) values, heads side by side again: BQD. Queries are scaled already. lengths_B
/// (int64, on the same device; undefined: S): keys from a row's length on take no part. On the CPU only, for
/// double, float and bf16. Differentiable once.
torch::Tensor short_attention(const torch::Tensor& queries_BHQK, const torch::Tensor& keys_BHSK,
                              const torch::Tensor& values_BHSK, const torch::Tensor& lengths_B);

}  // namespace cloze
