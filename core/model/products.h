// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products of the CPU. In fp32 torch hands them to MKL, which ran at half oneDNN's speed on the AMD
// processor that was measured (tests/bench/RESULTS.md); in bf16 it takes oneDNN itself. The choice depends on
// types only, never on a timing, so that a resumed run computes the same bits.
//
// Shapes: M rows, I inputs, O outputs.
#pragma once

#include "core/kernels/torch.h"

namespace cloze {

/// a_MI b_OI^T: MO. Any strides; on any device.
torch::Tensor product(const torch::Tensor& a_MI, const torch::Tensor& b_OI);

/// x [..., I] to [..., O]: x weight^T + bias (undefined: none). All of one type. Differentiable once.
torch::Tensor linear(const torch::Tensor& x, const torch::Tensor& weight_OI, const torch::Tensor& bias_O);

}  // namespace cloze
