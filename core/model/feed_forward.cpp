// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward.h"

namespace cloze {

FeedForwardImpl::FeedForwardImpl(const ModelConfig& config)
    : gated_(config.family == Family::modern && config.gated) {
  const bool with_bias = config.family == Family::classic;
  const std::int64_t F = config.feed_forward;
  input = register_module("input", Linear(config.hidden, gated_ ? 2 * F : F, with_bias));
  output = register_module("output", Linear(F, config.hidden, with_bias));
}

torch::Tensor FeedForwardImpl::forward(const torch::Tensor& hidden_BTD) {
  const torch::Tensor inner = input(hidden_BTD);  // BTF, or BT(2F) where gated
  if (!gated_) return output(at::gelu(inner));
  const auto halves = inner.chunk(2, -1);
  return output(at::gelu(halves[0]) * halves[1]);
}

}  // namespace cloze
