// SPDX-License-Identifier: GPL-3.0-or-later
// One encoder block.
//   classic  x = norm(x + attention(x)); x = norm(x + feed_forward(x))       (Devlin et al. 2019)
//   modern   x = x + attention(norm(x)); x = x + feed_forward(norm(x))       (Warner et al. 2024,
//   "ModernBERT");
//            the first block's attention reads x as it is, for the embedding has been normed already
// Dropout on both branches before they are added.
//
// Shapes: B rows, T tokens per row, Q needed positions of a row, D hidden size.
#pragma once

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/attention.h"
#include "core/model/feed_forward.h"
#include "core/model/norm.h"

namespace cloze {

/// Between blocks. The stream of the modern family is not normed; the last branch is added to it by the norm
/// that comes next, in one pass.
struct Stream {
  torch::Tensor wide_BTD;    ///< Wider than the products, see residual_norm.h.
  torch::Tensor branch_BTD;  ///< Still to be added; undefined: nothing.
  torch::Tensor normed_BTD;  ///< What the next product reads, where it has been made already.
};

class EncoderBlockImpl : public torch::nn::Module {
 public:
  /// index: from 0.
  EncoderBlockImpl(const ModelConfig& config, std::int64_t index);

  /// BTD to BTD, or to BQD at the needed positions (null: all).
  Stream forward(const Stream& stream, const AttentionContext& context, const NeededPositions* needed);

  /// What the attention of this block does with the stream: see AttentionImpl::weights. BHTT.
  torch::Tensor attention_weights(const Stream& stream, const AttentionContext& context);

  Attention attention{nullptr};
  Norm attention_norm{nullptr};  ///< Empty in the first modern block.
  FeedForward feed_forward{nullptr};
  Norm feed_forward_norm{nullptr};

 private:
  Stream classic(const Stream& stream, const AttentionContext& context, const NeededPositions* needed);
  Stream modern(const Stream& stream, const AttentionContext& context, const NeededPositions* needed);
  torch::Tensor dropped(const torch::Tensor& branch_BTD) const;

  bool classic_;
  double dropout_;
};
TORCH_MODULE(EncoderBlock);

}  // namespace cloze
