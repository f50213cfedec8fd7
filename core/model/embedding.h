// SPDX-License-Identifier: GPL-3.0-or-later
// From token numbers to the first hidden states.
//   classic  norm(token + position + token type), Devlin et al. 2019, figure 2
//   modern   norm(token); positions enter in the attention, by rotation
// Dropout follows in both.
//
// Shapes: B rows, T tokens per row, D hidden size, V vocabulary, P longest sequence.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/encoder_block.h"
#include "core/model/norm.h"
#include "core/model/product_weight.h"
#include "core/model/table_lookup.h"

namespace cloze {

/// A table of vectors that starts at 0; see LinearImpl for why.
class TableImpl : public torch::nn::Module {
 public:
  TableImpl(std::int64_t rows, std::int64_t width);
  ProductWeight weight_RD;  ///< Registered as "weight".
};
TORCH_MODULE(Table);

class EmbeddingImpl : public torch::nn::Module {
 public:
  EmbeddingImpl(const ModelConfig& config, std::int64_t vocabulary);

  /// token_ids_BT and token_types_BT are int32 or int64; undefined token types are all 0. T is at most P.
  Stream forward(const torch::Tensor& token_ids_BT, const torch::Tensor& token_types_BT);

  Table token{nullptr};       ///< VD; the decoder of the prediction head is this table too.
  Table position{nullptr};    ///< PD; classic only.
  Table token_type{nullptr};  ///< 2D; classic only.
  Norm norm{nullptr};

  /// Where the decoder leaves its part of the token table's gradient.
  PendingGradientPointer pending_gradient = c10::make_intrusive<PendingGradient>();

 private:
  std::int64_t max_positions_;
  double dropout_;
};
TORCH_MODULE(Embedding);

}  // namespace cloze
