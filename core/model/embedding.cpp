// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/embedding.h"

#include "core/model/residual_norm.h"

namespace cloze {

TableImpl::TableImpl(std::int64_t rows, std::int64_t width) {
  weight_RD = ProductWeight(register_parameter("weight", torch::zeros({rows, width})));
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

Stream EmbeddingImpl::forward(const torch::Tensor& token_ids_BT, const torch::Tensor& token_types_BT) {
  const std::int64_t T = token_ids_BT.size(1);
  TORCH_CHECK(T <= max_positions_, "rows have ", T, " tokens, but the model takes at most ", max_positions_);
  torch::Tensor hidden_BTD =
      table_lookup(token->weight_RD.parameter(), token->weight_RD.product(), token_ids_BT, pending_gradient);
  if (position) {
    const torch::Tensor &position_RD = position->weight_RD.parameter(),
                        &types_RD = token_type->weight_RD.parameter();
    const torch::Tensor position_TD = position_RD.narrow(0, 0, T);
    if (token_types_BT.defined())
      hidden_BTD = hidden_BTD + at::embedding(types_RD, token_types_BT) + position_TD;
    else  // the small sum first: one pass over BTD instead of two
      hidden_BTD = hidden_BTD + (position_TD + types_RD.select(0, 0));
  }
  const auto product_type = token->weight_RD.product().scalar_type();
  const Normed made = residual_norm(hidden_BTD, {}, *norm, product_type, WideNormed::yes);
  const torch::Tensor wide_BTD = made.wide_normed_ND.defined() ? made.wide_normed_ND : made.normed_ND;
  if (dropout_ == 0 || !is_training()) return {wide_BTD, {}, made.normed_ND};
  const torch::Tensor dropped_BTD = at::dropout(wide_BTD, dropout_, true);
  return {dropped_BTD, {}, dropped_BTD.to(product_type)};
}

}  // namespace cloze
