// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/encoder_block.h"

namespace cloze {

EncoderBlockImpl::EncoderBlockImpl(const ModelConfig& config, bool first)
    : classic_(config.family == Family::classic), dropout_(config.dropout) {
  const auto norm = [&] { return Norm(config.hidden, config.norm_epsilon, classic_); };
  attention = register_module("attention", Attention(config));
  if (classic_ || !first) attention_norm = register_module("attention_norm", norm());
  feed_forward = register_module("feed_forward", FeedForward(config));
  feed_forward_norm = register_module("feed_forward_norm", norm());
}

torch::Tensor EncoderBlockImpl::forward(const torch::Tensor& hidden_BTD, const AttentionContext& context) {
  const auto dropped = [&](const torch::Tensor& branch_BTD) {
    return at::dropout(branch_BTD, dropout_, is_training());
  };
  torch::Tensor x_BTD = hidden_BTD;
  if (classic_) {
    x_BTD = attention_norm(x_BTD + dropped(attention(x_BTD, context)));
    return feed_forward_norm(x_BTD + dropped(feed_forward(x_BTD)));
  }
  x_BTD = x_BTD + dropped(attention(attention_norm ? attention_norm(x_BTD) : x_BTD, context));
  return x_BTD + dropped(feed_forward(feed_forward_norm(x_BTD)));
}

}  // namespace cloze
