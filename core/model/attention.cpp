// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

#include <cmath>
#include <limits>
#include <optional>

#include "core/kernels/products.h"
#include "core/kernels/tensors.h"
#include "core/model/short_attention.h"
#include "core/model/split_heads.h"

namespace cloze {
namespace {

/// torch's flash attention of the CPU is slow at short rows in bf16, above all backward; long rows would need
/// T*T numbers per head here.
bool short_rows(const torch::Tensor& keys_BHTK, double dropout) {
  constexpr std::int64_t longest = 256;
  return has_kernels(keys_BHTK) && keys_BHTK.size(2) <= longest && dropout == 0;
}

/// lengths_B (1 <= length <= T) to a mask that is true for real tokens.
torch::Tensor key_mask_B11T(const torch::Tensor& lengths_B, std::int64_t T) {
  const torch::Tensor position_T = torch::arange(T, lengths_B.options());
  return position_T.unsqueeze(0).lt(lengths_B.unsqueeze(1)).view({-1, 1, 1, T});
}

}  // namespace

AttentionImpl::AttentionImpl(const ModelConfig& config, bool local)
    : heads_(config.heads),
      query_scale_(1 / std::sqrt(static_cast<double>(config.hidden / config.heads))),
      attention_dropout_(config.attention_dropout),
      local_(local) {
  TORCH_CHECK(config.hidden % config.heads == 0, "hidden size ", config.hidden, " is not divisible by ",
              config.heads, " heads");
  const bool with_bias = config.family == Family::classic;
  qkv = register_module("qkv", Linear(config.hidden, 3 * config.hidden, with_bias));
  output = register_module("output", Linear(config.hidden, config.hidden, with_bias));
}

torch::Tensor take(const torch::Tensor& x_BTX, const NeededPositions& needed) {
  return x_BTX.flatten(0, 1)
      .index_select(0, needed.flat_N)
      .view({needed.positions_BQ.size(0), needed.positions_BQ.size(1), x_BTX.size(2)});
}

AttentionImpl::Heads AttentionImpl::project(const torch::Tensor& hidden_BTD, const AttentionContext& context,
                                            const NeededPositions* needed) {
  const RotaryAngles& rotary = local_ ? context.local_rotary : context.rotary;
  const HeadPart query{.rotate = true, .scale = query_scale_}, key{.rotate = true}, value{};
  if (needed == nullptr) {
    const auto parts = split_heads(qkv(hidden_BTD), heads_, {query, key, value}, rotary);
    return {parts[0], parts[1], parts[2]};
  }
  // Keys and values of all positions, queries of the needed ones: two products with parts of the weight.
  const std::int64_t D = hidden_BTD.size(2);
  const torch::Tensor &weight = qkv->weight_OI.product(), &bias = qkv->bias_O.product();
  const auto part = [&](const torch::Tensor& x, std::int64_t first, std::int64_t count) {
    return cloze::linear(x, weight.narrow(0, first, count),
                         bias.defined() ? bias.narrow(0, first, count) : bias);
  };
  const auto keys_values = split_heads(part(hidden_BTD, D, 2 * D), heads_, {key, value}, rotary);
  const auto queries =
      split_heads(part(take(hidden_BTD, *needed), 0, D), heads_, {query}, rotary, needed->positions_BQ);
  return {queries[0], keys_values[0], keys_values[1]};
}

std::optional<torch::Tensor> AttentionImpl::visible(const AttentionContext& context,
                                                    const NeededPositions* needed, std::int64_t T) const {
  std::optional<torch::Tensor> mask;
  if (context.lengths_B.defined()) mask = key_mask_B11T(context.lengths_B, T);
  if (!local_ || !context.near_TT.defined()) return mask;
  const auto of_queries = [&](const torch::Tensor& square_TT) {
    if (needed == nullptr) return square_TT.view({1, 1, T, T});
    const torch::Tensor& positions_BQ = needed->positions_BQ;
    return square_TT.index_select(0, positions_BQ.flatten())
        .view({positions_BQ.size(0), 1, positions_BQ.size(1), T});
  };
  const torch::Tensor near = of_queries(context.near_TT);
  if (!mask) return near;
  // Padding far behind the text would see nothing, and its softmax would be no number: it sees itself.
  return mask->logical_and(near).logical_or(of_queries(torch::eye(T, near.options())));
}

torch::Tensor AttentionImpl::weights(const torch::Tensor& hidden_BTD, const AttentionContext& context) {
  const Heads heads = project(hidden_BTD, context, nullptr);
  torch::Tensor scores_BHTT = heads.queries_BHQK.matmul(heads.keys_BHTK.transpose(2, 3));
  if (const auto seen = visible(context, nullptr, hidden_BTD.size(1)))
    scores_BHTT.masked_fill_(seen->logical_not(), -std::numeric_limits<double>::infinity());
  return scores_BHTT.softmax(3);
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& hidden_BTD, const AttentionContext& context,
                                     const NeededPositions* needed) {
  const Heads heads = project(hidden_BTD, context, needed);
  const double dropout = is_training() ? attention_dropout_ : 0.0;
  const bool sees_all = !local_ || !context.near_TT.defined();
  if (sees_all && short_rows(heads.keys_BHTK, dropout))
    return output(short_attention(heads.queries_BHQK, heads.keys_BHTK, heads.values_BHTK, context.lengths_B));
  const std::optional<torch::Tensor> mask = visible(context, needed, hidden_BTD.size(1));
  const bool widened = is_better_widened(heads.queries_BHQK);
  const auto given = [&](const torch::Tensor& tensor) {
    return widened ? tensor.to(torch::kFloat32) : tensor;
  };
  const torch::Tensor mixed_BHQK =
      at::scaled_dot_product_attention(given(heads.queries_BHQK), given(heads.keys_BHTK),
                                       given(heads.values_BHTK), mask, dropout,
                                       /*is_causal=*/false, /*scale=*/1.0)
          .to(heads.queries_BHQK.scalar_type());
  return output(mixed_BHQK.transpose(1, 2).flatten(2));
}

}  // namespace cloze
