// SPDX-License-Identifier: GPL-3.0-or-later
// One encoder block.
//   classic  x = norm(x + attention(x)); x = norm(x + feed_forward(x))       (Devlin et al. 2019)
//   modern   x = x + attention(norm(x)); x = x + feed_forward(norm(x))       (Warner et al. 2024,
//   "ModernBERT");
//            the first block's attention reads x as it is, for the embedding has been normed already
// Dropout on both branches before they are added.
//
// Shapes: B rows, T tokens per row, D hidden size.
#pragma once

#include <torch/torch.h>

#include "core/config/recipe.h"
#include "core/model/attention.h"
#include "core/model/feed_forward.h"
#include "core/model/norm.h"

namespace cloze {

class EncoderBlockImpl : public torch::nn::Module {
 public:
  EncoderBlockImpl(const ModelConfig& config, bool first);

  /// hidden_BTD to hidden_BTD.
  torch::Tensor forward(const torch::Tensor& hidden_BTD, const AttentionContext& context);

  Attention attention{nullptr};
  Norm attention_norm{nullptr};  ///< Empty in the first modern block.
  FeedForward feed_forward{nullptr};
  Norm feed_forward_norm{nullptr};

 private:
  bool classic_;
  double dropout_;
};
TORCH_MODULE(EncoderBlock);

}  // namespace cloze
