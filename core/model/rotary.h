// SPDX-License-Identifier: GPL-3.0-or-later
// Rotary positions (Su et al. 2021, "RoFormer", section 3.2.2): query and key are turned by an angle that
// grows with the position, so that their product depends on the distance only. Halves of a head are paired
// (x[i], x[i + K/2]), the convention of GPT-NeoX and of Hugging Face's rotate_half, not neighbours as in the
// paper.
//
// Shapes: B rows, T tokens per row, H heads, K size of a head.
#pragma once

#include <cstdint>

#include "core/kernels/torch.h"

namespace cloze {

/// Cosines and sines for the first T positions, one column per pair.
struct RotaryAngles {
  torch::Tensor cos_Tk, sin_Tk;  ///< k = K/2.
};

/// Tables for all positions, kept per device and element type they were last asked for. One thread at a time.
class Rotary {
 public:
  /// head_size K is even. Angle of pair i at position t: t * base^(-2i/K).
  Rotary(std::int64_t head_size, std::int64_t max_positions, double base);

  /// fp64 for fp64 models, fp32 otherwise: bf16 could not tell neighbouring positions apart beyond 256.
  /// Contiguous.
  RotaryAngles angles(std::int64_t T, torch::Device device, torch::ScalarType model_type);

 private:
  RotaryAngles exact_;  ///< fp64, CPU.
  RotaryAngles cached_;
};

/// Turns every head of x_BRHK by the angle of its position: positions_BR (int64), undefined: 0..R-1. Same
/// type and shape; made of torch's own operations.
torch::Tensor rotate(const torch::Tensor& x_BRHK, const RotaryAngles& angles,
                     const torch::Tensor& positions_BR);

}  // namespace cloze
