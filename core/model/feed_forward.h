// SPDX-License-Identifier: GPL-3.0-or-later
// The position-wise feed-forward block, with exact (erf) GELU (Hendrycks and Gimpel 2016).
//   plain  output(gelu(input(x)))
//   gated  output(gelu(a) * g), where input(x) holds a in its first F columns and g in the others: GeGLU
//   (Shazeer 2020,
//          equation 6), in the order of ModernBERT's Wi
//
// Shapes: B rows, T tokens per row, D hidden size, F inner size.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/linear.h"

namespace cloze {

class FeedForwardImpl : public torch::nn::Module {
 public:
  explicit FeedForwardImpl(const ModelConfig& config);

  /// hidden_BTD to BTD.
  torch::Tensor forward(const torch::Tensor& hidden_BTD);

  Linear input{nullptr};  ///< D to F, or to 2F where gated.
  Linear output{nullptr};

 private:
  bool gated_;
};
TORCH_MODULE(FeedForward);

}  // namespace cloze
