// SPDX-License-Identifier: GPL-3.0-or-later
// Exact GELU, x * Phi(x) (Hendrycks and Gimpel 2016), and GeGLU (Shazeer 2020, equation 6).
#pragma once

#include "core/kernels/torch.h"

namespace cloze {

/// Any shape to the same. Differentiable once.
torch::Tensor gelu(const torch::Tensor& x);

/// The last axis holds a, then g, of equal width: gelu(a) * g. Differentiable once.
torch::Tensor geglu(const torch::Tensor& x);

}  // namespace cloze
