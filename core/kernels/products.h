// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products of the CPU. In fp32 torch hands them to MKL, which ran at half oneDNN's speed on the AMD
// processor that was measured (tests/bench/RESULTS.md); in bf16 it takes oneDNN itself where the processor
// has AVX-512, and else plain loops, far slower than fp32: there bf16 is widened, multiplied in
// fp32 and rounded. The choice depends on types and processor, never on a timing, so that a resumed run
// computes the same bits.
//
// Shapes: M rows, I inputs, O outputs.
#pragma once

#include "core/kernels/torch.h"

namespace cloze {

/// a_MI b_OI^T: MO. Any strides; on any device.
torch::Tensor product(const torch::Tensor& a_MI, const torch::Tensor& b_OI);
/// The same into memory that is there.
void product_into(torch::Tensor& to_MO, const torch::Tensor& a_MI, const torch::Tensor& b_OI);
/// a_NMI b_NIO: NMO. Any strides; on any device.
torch::Tensor batched_product(const torch::Tensor& a_NMI, const torch::Tensor& b_NIO);

/// True for bf16 on a processor that cannot multiply it fast: convert to fp32 before, and back after.
bool is_better_widened(const torch::Tensor& tensor);

/// x [..., I] to [..., O]: x weight^T + bias (undefined: none). All of one type. Differentiable once.
torch::Tensor linear(const torch::Tensor& x, const torch::Tensor& weight_OI, const torch::Tensor& bias_O);

}  // namespace cloze
