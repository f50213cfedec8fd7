// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/feed_forward.h"

#include "core/model/gelu.h"

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
  return output(gated_ ? cloze::geglu(inner) : cloze::gelu(inner));
}

}  // namespace cloze
