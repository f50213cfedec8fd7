// SPDX-License-Identifier: GPL-3.0-or-later
// What stands on the encoder.
//   prediction     norm(gelu(transform(x))), then the decoder: the token embeddings again, with a bias of its
//   own next sentence  classifier(tanh(pooler(first token))), classic only
// Both as in Hugging Face's BertForPreTraining; the modern prediction head is ModernBertForMaskedLM's,
// without biases before the decoder.
//
// Shapes: B rows, T tokens per row, D hidden size, M predicted tokens over all rows, V vocabulary.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/linear.h"
#include "core/model/norm.h"

namespace cloze {

class PredictionHeadImpl : public torch::nn::Module {
 public:
  PredictionHeadImpl(const ModelConfig& config, std::int64_t vocabulary);

  /// Rows of hidden_BTD at masked_positions_M (int64, into B*T), transformed: MD.
  torch::Tensor forward(const torch::Tensor& hidden_BTD, const torch::Tensor& masked_positions_M);

  Linear transform{nullptr};
  Norm norm{nullptr};
  torch::Tensor bias_V;  ///< Of the decoder; registered as "bias".
};
TORCH_MODULE(PredictionHead);

class NextSentenceHeadImpl : public torch::nn::Module {
 public:
  explicit NextSentenceHeadImpl(const ModelConfig& config);

  /// hidden_BTD to logits B2: 0 follows, 1 does not.
  torch::Tensor forward(const torch::Tensor& hidden_BTD);

  Linear pooler{nullptr};
  Linear classifier{nullptr};
};
TORCH_MODULE(NextSentenceHead);

}  // namespace cloze
