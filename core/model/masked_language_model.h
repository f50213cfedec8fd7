// SPDX-License-Identifier: GPL-3.0-or-later
// The model: embedding, encoder blocks and heads of the two families. Includes torch: for .cpp files of
// model, optim, checkpoint, train, probe and interop only.
//
// Shapes: B rows, T tokens per row, D hidden size, H heads, K = D/H, F feed-forward size, V vocabulary, M
// predicted tokens over all rows.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/config/recipe.h"

namespace cloze {

/// What one forward pass reads. All on the model's device.
struct ModelInput {
  torch::Tensor token_ids_BT;        ///< int32 or int64.
  torch::Tensor token_types_BT;      ///< int32 or int64; undefined: all 0. Classic only.
  torch::Tensor lengths_B;           ///< int32 or int64, real tokens per row; undefined: no padding.
  torch::Tensor masked_positions_M;  ///< int64, into the flattened B*T.
};

struct ModelOutput {
  torch::Tensor token_logits_MV;          ///< For the masked positions only.
  torch::Tensor next_sentence_logits_B2;  ///< Classic only: 0 follows, 1 does not; undefined otherwise.
};

/// Parameters are created in fp32 on the CPU. Weights are drawn from N(0, initializer_std) with a generator
/// of the given seed (independent of torch's global one), biases 0, norms 1; equal seeds give equal weights.
class MaskedLanguageModelImpl : public torch::nn::Module {
 public:
  MaskedLanguageModelImpl(const ModelConfig& config, std::int64_t vocabulary, std::int64_t seed);

  /// hidden_BTD of the last block (after the final norm in the modern family).
  torch::Tensor encode(const ModelInput& input);
  /// Hidden states of all blocks' inputs and the last output, layers + 1 tensors BTD; the last one equals
  /// encode().
  std::vector<torch::Tensor> encode_all(const ModelInput& input);
  /// The prediction head without its decoder: rows of hidden_BTD at masked_positions, transformed.
  torch::Tensor predict_hidden_MD(const torch::Tensor& hidden_BTD, const torch::Tensor& masked_positions_M);
  /// Next-sentence logits from hidden_BTD; classic only.
  torch::Tensor next_sentence_B2(const torch::Tensor& hidden_BTD);
  /// Decoder, tied to the token embeddings, and its own bias.
  torch::Tensor decoder_weight_VD() const;
  torch::Tensor decoder_bias_V() const;

  /// encode, both heads.
  ModelOutput forward(const ModelInput& input);

  const ModelConfig& config() const { return config_; }
  std::int64_t vocabulary() const { return vocabulary_; }

 private:
  ModelConfig config_;
  std::int64_t vocabulary_;
  struct Parts;
  std::shared_ptr<Parts> parts_;
};
TORCH_MODULE(MaskedLanguageModel);

}  // namespace cloze
