// SPDX-License-Identifier: GPL-3.0-or-later
// Multi-head self-attention in both directions (Vaswani et al. 2017, section 3.2), scores scaled by
// 1/sqrt(K). Queries, keys and values come from one matrix product: rows 0..D-1 of its weight make the
// queries, then keys, values.
//
// Shapes: B rows, T tokens per row, D hidden size, H heads, K = D/H.
#pragma once

#include <cstdint>
#include <optional>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/linear.h"
#include "core/model/rotary.h"

namespace cloze {

/// What all blocks share during one forward pass.
struct AttentionContext {
  torch::Tensor lengths_B;  ///< int64, real tokens per row; undefined: rows are full.
  RotaryAngles rotary;      ///< Modern only; undefined tensors otherwise.
  /// For blocks that attend to near tokens; undefined without any.
  RotaryAngles local_rotary;
  torch::Tensor near_TT;  ///< bool: query row, key column; undefined where all tokens of the row are near.
};

/// Positions whose output is wanted; the last block computes no other.
struct NeededPositions {
  torch::Tensor positions_BQ;  ///< int64, 0..T-1 within the row; rows with fewer repeat one of theirs.
  torch::Tensor flat_N;        ///< int64, the same into the flattened B*T, N = B*Q.
};

/// Rows of x_BTX at the needed positions: BQX.
torch::Tensor take(const torch::Tensor& x_BTX, const NeededPositions& needed);

class AttentionImpl : public torch::nn::Module {
 public:
  /// local: attends to near tokens only.
  AttentionImpl(const ModelConfig& config, bool local);

  /// hidden_BTD to the attention's output, projected: BTD, or BQD at the needed positions (null: all). Masked
  /// keys take no part; outputs at padding are unspecified.
  torch::Tensor forward(const torch::Tensor& hidden_BTD, const AttentionContext& context,
                        const NeededPositions* needed);

  /// How much each token looks at each other: softmax of the scaled scores, BHTT in the products' type, rows
  /// over keys summing to 1. No dropout.
  torch::Tensor weights(const torch::Tensor& hidden_BTD, const AttentionContext& context);

  Linear qkv{nullptr};
  Linear output{nullptr};

 private:
  /// True where a query may see a key, B1QT or what broadcasts to it; nothing where all may.
  std::optional<torch::Tensor> visible(const AttentionContext& context, const NeededPositions* needed,
                                       std::int64_t T) const;
  struct Heads {
    torch::Tensor queries_BHQK, keys_BHTK, values_BHTK;
  };
  Heads project(const torch::Tensor& hidden_BTD, const AttentionContext& context,
                const NeededPositions* needed);

  std::int64_t heads_;
  double query_scale_;
  double attention_dropout_;
  bool local_;
};
TORCH_MODULE(Attention);

}  // namespace cloze
