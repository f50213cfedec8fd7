// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/heads.h"

#include "core/kernels/tensors.h"
#include "core/model/gelu.h"
#include "core/model/residual_norm.h"

namespace cloze {

PredictionHeadImpl::PredictionHeadImpl(const ModelConfig& config, std::int64_t vocabulary) {
  const bool with_bias = config.family == Family::classic;
  transform = register_module("transform", Linear(config.hidden, config.hidden, with_bias));
  norm = register_module("norm", Norm(config.hidden, config.norm_epsilon, with_bias));
  bias_V = register_parameter("bias", torch::zeros({vocabulary}));
}

torch::Tensor PredictionHeadImpl::forward(const torch::Tensor& hidden_BTD,
                                          const torch::Tensor& masked_positions_M) {
  const torch::Tensor chosen_MD = hidden_BTD.flatten(0, 1).index_select(0, masked_positions_M);
  const torch::Tensor active_MD = cloze::gelu(transform(chosen_MD));
  const auto type = active_MD.scalar_type();
  return residual_norm(active_MD.to(wide_type(type)), {}, *norm, type, WideNormed::no).normed_ND;
}

NextSentenceHeadImpl::NextSentenceHeadImpl(const ModelConfig& config) {
  pooler = register_module("pooler", Linear(config.hidden, config.hidden, true));
  classifier = register_module("classifier", Linear(config.hidden, 2, true));
}

torch::Tensor NextSentenceHeadImpl::forward(const torch::Tensor& hidden_BTD) {
  return classifier(at::tanh(pooler(hidden_BTD.select(1, 0))));
}

}  // namespace cloze
