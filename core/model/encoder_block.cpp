// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/encoder_block.h"

#include "core/model/residual_norm.h"

namespace cloze {

EncoderBlockImpl::EncoderBlockImpl(const ModelConfig& config, std::int64_t index)
    : classic_(config.family == Family::classic), dropout_(config.dropout) {
  const auto norm = [&] { return Norm(config.hidden, config.norm_epsilon, classic_); };
  attention = register_module("attention", Attention(config, !classic_ && index % config.global_every != 0));
  if (classic_ || index > 0) attention_norm = register_module("attention_norm", norm());
  feed_forward = register_module("feed_forward", FeedForward(config));
  feed_forward_norm = register_module("feed_forward_norm", norm());
}

torch::Tensor EncoderBlockImpl::dropped(const torch::Tensor& branch_BTD) const {
  return dropout_ > 0 && is_training() ? at::dropout(branch_BTD, dropout_, true) : branch_BTD;
}

Stream EncoderBlockImpl::forward(const Stream& stream, const AttentionContext& context,
                                 const NeededPositions* needed) {
  return classic_ ? classic(stream, context, needed) : modern(stream, context, needed);
}

torch::Tensor EncoderBlockImpl::attention_weights(const Stream& stream, const AttentionContext& context) {
  if (classic_ || !attention_norm) return attention->weights(stream.normed_BTD, context);
  return attention->weights(residual_norm(stream.wide_BTD, stream.branch_BTD, *attention_norm,
                                          stream.branch_BTD.scalar_type(), WideNormed::no)
                                .normed_ND,
                            context);
}

Stream EncoderBlockImpl::classic(const Stream& stream, const AttentionContext& context,
                                 const NeededPositions* needed) {
  const auto type = stream.normed_BTD.scalar_type();
  const auto step = [&](const torch::Tensor& wide, const torch::Tensor& branch, Norm& norm) {
    const Normed made = residual_norm(wide, dropped(branch), *norm, type, WideNormed::yes);
    return Stream{made.wide_normed_ND.defined() ? made.wide_normed_ND : made.normed_ND, {}, made.normed_ND};
  };
  const torch::Tensor mixed = attention(stream.normed_BTD, context, needed);
  const Stream middle =
      step(needed == nullptr ? stream.wide_BTD : take(stream.wide_BTD, *needed), mixed, attention_norm);
  return step(middle.wide_BTD, feed_forward(middle.normed_BTD), feed_forward_norm);
}

Stream EncoderBlockImpl::modern(const Stream& stream, const AttentionContext& context,
                                const NeededPositions* needed) {
  torch::Tensor wide = stream.wide_BTD, normed = stream.normed_BTD;
  const auto type = (normed.defined() ? normed : stream.branch_BTD).scalar_type();
  if (attention_norm) {
    const Normed made = residual_norm(wide, stream.branch_BTD, *attention_norm, type, WideNormed::no);
    wide = made.sum_ND;
    normed = made.normed_ND;
  }
  const torch::Tensor mixed = attention(normed, context, needed);
  if (needed != nullptr) wide = take(wide, *needed);
  const Normed made = residual_norm(wide, dropped(mixed), *feed_forward_norm, type, WideNormed::no);
  return {made.sum_ND, dropped(feed_forward(made.normed_ND)), {}};
}

}  // namespace cloze
