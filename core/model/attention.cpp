// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

#include <cmath>

#include "core/model/split_heads.h"

namespace cloze {
namespace {

/// The CPU's flash attention is slow at short rows in bf16, above all backward (18.9 ms against 4.6 ms for 64
/// rows of 64 tokens and 2 heads on one core, 42 against 12 at 32 rows of 128 and 4 heads); in fp32 both take
/// the same time, and long rows would need T*T numbers per head.
bool whole_products_are_faster(const torch::Tensor& queries_BHTK, double dropout) {
  constexpr std::int64_t longest = 256;
  return queries_BHTK.device().is_cpu() && queries_BHTK.scalar_type() == torch::kBFloat16 &&
         queries_BHTK.size(2) <= longest && dropout == 0;
}

/// Attention as two batched products around a softmax; queries are scaled already. Returns mixed_BHTK.
torch::Tensor whole_products(const Heads& heads, const torch::Tensor& key_mask_B11T) {
  const std::int64_t B = heads.queries_BHTK.size(0), H = heads.queries_BHTK.size(1),
                     T = heads.queries_BHTK.size(2);
  const torch::Tensor scores_NTT =  // N = B*H
      at::bmm(heads.queries_BHTK.flatten(0, 1), heads.keys_BHTK.flatten(0, 1).transpose(1, 2));
  if (key_mask_B11T.defined()) {
    const torch::Tensor bias_B11T = at::zeros(key_mask_B11T.sizes(), scores_NTT.options())
                                        .masked_fill_(key_mask_B11T.logical_not(), -INFINITY);
    scores_NTT.view({B, H, T, T}).add_(bias_B11T);
  }
  return at::bmm(at::softmax(scores_NTT, -1), heads.values_BHTK.flatten(0, 1)).view({B, H, T, -1});
}

}  // namespace

torch::Tensor key_mask_B11T(const torch::Tensor& lengths_B, std::int64_t T) {
  if (!lengths_B.defined()) return {};
  const torch::Tensor position_T = torch::arange(T, lengths_B.options());
  return position_T.unsqueeze(0).lt(lengths_B.unsqueeze(1)).view({-1, 1, 1, T});
}

AttentionImpl::AttentionImpl(const ModelConfig& config)
    : heads_(config.heads),
      query_scale_(1 / std::sqrt(static_cast<double>(config.hidden / config.heads))),
      attention_dropout_(config.attention_dropout) {
  TORCH_CHECK(config.hidden % config.heads == 0, "hidden size ", config.hidden, " is not divisible by ",
              config.heads, " heads");
  const bool with_bias = config.family == Family::classic;
  qkv = register_module("qkv", Linear(config.hidden, 3 * config.hidden, with_bias));
  output = register_module("output", Linear(config.hidden, config.hidden, with_bias));
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& hidden_BTD, const AttentionContext& context) {
  const Heads heads = split_heads(qkv(hidden_BTD), heads_, context.rotary, query_scale_);
  const double dropout = is_training() ? attention_dropout_ : 0.0;
  const torch::Tensor& mask = context.key_mask_B11T;
  const torch::Tensor mixed_BHTK =
      whole_products_are_faster(heads.queries_BHTK, dropout)
          ? whole_products(heads, mask)
          : at::scaled_dot_product_attention(heads.queries_BHTK, heads.keys_BHTK, heads.values_BHTK,
                                             mask.defined() ? std::make_optional(mask) : std::nullopt,
                                             dropout,
                                             /*is_causal=*/false, /*scale=*/1.0);
  return output(mixed_BHTK.transpose(1, 2).reshape(hidden_BTD.sizes()));
}

}  // namespace cloze
