// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

namespace cloze {

torch::Tensor key_mask_B11T(const torch::Tensor& lengths_B, std::int64_t T) {
  if (!lengths_B.defined()) return {};
  const torch::Tensor position_T = torch::arange(T, lengths_B.options());
  return position_T.unsqueeze(0).lt(lengths_B.unsqueeze(1)).view({-1, 1, 1, T});
}

AttentionImpl::AttentionImpl(const ModelConfig& config)
    : heads_(config.heads),
      rotate_(config.family == Family::modern),
      attention_dropout_(config.attention_dropout) {
  TORCH_CHECK(config.hidden % config.heads == 0, "hidden size ", config.hidden, " is not divisible by ",
              config.heads, " heads");
  const bool with_bias = config.family == Family::classic;
  qkv = register_module("qkv", Linear(config.hidden, 3 * config.hidden, with_bias));
  output = register_module("output", Linear(config.hidden, config.hidden, with_bias));
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& hidden_BTD, const AttentionContext& context) {
  const std::int64_t B = hidden_BTD.size(0), T = hidden_BTD.size(1), D = hidden_BTD.size(2);
  torch::Tensor qkv_BT3HK = qkv(hidden_BTD).view({B, T, 3, heads_, D / heads_});
  if (rotate_) qkv_BT3HK = rotate_queries_and_keys(qkv_BT3HK, context.rotary);
  const auto parts = qkv_BT3HK.permute({2, 0, 3, 1, 4}).unbind(0);  // three views BHTK
  const torch::Tensor mixed_BHTK = at::scaled_dot_product_attention(
      parts[0], parts[1], parts[2],
      context.key_mask_B11T.defined() ? std::make_optional(context.key_mask_B11T) : std::nullopt,
      is_training() ? attention_dropout_ : 0.0);
  return output(mixed_BHTK.transpose(1, 2).reshape({B, T, D}));
}

}  // namespace cloze
