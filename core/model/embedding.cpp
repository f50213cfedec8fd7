// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/embedding.h"

namespace cloze {

TableImpl::TableImpl(std::int64_t rows, std::int64_t width) {
  weight_RD = register_parameter("weight", torch::zeros({rows, width}));
}

EmbeddingImpl::EmbeddingImpl(const ModelConfig& config, std::int64_t vocabulary)
    : max_positions_(config.max_positions), dropout_(config.dropout) {
  const bool classic = config.family == Family::classic;
  token = register_module("token", Table(vocabulary, config.hidden));
  if (classic) {
    position = register_module("position", Table(config.max_positions, config.hidden));
    token_type = register_module("token_type", Table(2, config.hidden));
  }
  norm = register_module("norm", Norm(config.hidden, config.norm_epsilon, classic));
}

torch::Tensor EmbeddingImpl::forward(const torch::Tensor& token_ids_BT, const torch::Tensor& token_types_BT) {
  const std::int64_t T = token_ids_BT.size(1);
  TORCH_CHECK(T <= max_positions_, "rows have ", T, " tokens, but the model takes at most ", max_positions_);
  torch::Tensor hidden_BTD = at::embedding(token->weight_RD, token_ids_BT);
  if (position) {
    const torch::Tensor position_TD = position->weight_RD.narrow(0, 0, T);
    if (token_types_BT.defined())
      hidden_BTD = hidden_BTD + at::embedding(token_type->weight_RD, token_types_BT) + position_TD;
    else  // the small sum first: one pass over BTD instead of two
      hidden_BTD = hidden_BTD + (position_TD + token_type->weight_RD.select(0, 0));
  }
  return at::dropout(norm(hidden_BTD), dropout_, is_training());
}

}  // namespace cloze
