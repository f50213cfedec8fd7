// SPDX-License-Identifier: GPL-3.0-or-later
// The model: embedding, encoder blocks and heads of the two families. Includes torch: for .cpp files of
// model, optim, checkpoint, train, probe and interop only.
//
// Shapes: B rows, T tokens per row, D hidden size, H heads, K = D/H, F feed-forward size, V vocabulary, M
// predicted tokens over all rows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/model/attention.h"

namespace cloze {

/// What one forward pass reads. All on the model's device.
struct ModelInput {
  torch::Tensor token_ids_BT;        ///< int32 or int64.
  torch::Tensor token_types_BT;      ///< int32 or int64; undefined: all 0. Classic only.
  torch::Tensor lengths_B;           ///< int32 or int64, real tokens per row; undefined: no padding.
  torch::Tensor masked_positions_M;  ///< int64, into the flattened B*T.
  /// Where given, the last block computes these positions only. They must hold all masked ones, and where
  /// there is a next-sentence head, position 0 of each row first.
  std::optional<NeededPositions> needed;
  torch::Tensor masked_in_needed_M;  ///< int64, the masked positions as indices into needed's B*Q.
};

struct ModelOutput {
  torch::Tensor token_logits_MV;          ///< For the masked positions only; fp32 (fp64 in an fp64 model).
  torch::Tensor next_sentence_logits_B2;  ///< Classic only: 0 follows, 1 does not; undefined otherwise.
};

/// What the two objectives give for one batch, means in nats; scalars, fp32 (fp64 in an fp64 model).
struct ModelLosses {
  torch::Tensor masked;         ///< Over the masked positions.
  torch::Tensor next_sentence;  ///< Over the rows; undefined without labels for it.
};

/// Parameters are created in fp32 on the CPU. Weights are drawn from N(0, initializer_std) with a generator
/// of the given seed (independent of torch's global one), biases 0, norms 1; equal seeds give equal weights.
class MaskedLanguageModelImpl : public torch::nn::Module {
 public:
  MaskedLanguageModelImpl(const ModelConfig& config, std::int64_t vocabulary, std::int64_t seed);

  /// The type of matrix products. With bf16 they read rounded copies of the weights, which also receive the
  /// gradients; parameters stay in fp32. Copies are kept once they have been made.
  void set_precision(Precision precision);
  Precision precision() const { return precision_; }
  /// The copies by the names of their parameters; empty before the first set_precision(bf16).
  std::map<std::string, torch::Tensor> copies() const;
  /// Rounds all parameters anew; to be called after they have changed.
  void refresh_copies();

  /// hidden_BTD of the last block (after the final norm in the modern family), in the products' type.
  torch::Tensor encode(const ModelInput& input);
  /// Hidden states of all blocks' inputs and the last output, layers + 1 tensors BTD; the last one equals
  /// encode(), the others are as wide as the residual stream.
  std::vector<torch::Tensor> encode_all(const ModelInput& input);
  /// How much each token looks at each other in a layer, from 0: BHTT, see AttentionImpl::weights.
  torch::Tensor attention_weights(const ModelInput& input, std::int64_t layer);
  /// Next-sentence logits from hidden_BTD; classic only.
  torch::Tensor next_sentence_B2(const torch::Tensor& hidden_BTD);
  /// Decoder, tied to the token embeddings, and its own bias.
  torch::Tensor decoder_weight_VD() const;
  torch::Tensor decoder_bias_V() const;

  /// encode, both heads.
  ModelOutput forward(const ModelInput& input);
  /// The same down to the losses, without holding all logits. labels_M int64; next_sentence_B int64,
  /// undefined for none.
  ModelLosses losses(const ModelInput& input, const torch::Tensor& labels_M,
                     const torch::Tensor& next_sentence_B);

  /// Names of the matrices between embedding and decoder, each with the number of matrices of equal shape
  /// that it holds, one under the other.
  std::map<std::string, std::int64_t> hidden_matrices() const;

  const ModelConfig& config() const { return config_; }
  std::int64_t vocabulary() const { return vocabulary_; }

 private:
  ModelConfig config_;
  std::int64_t vocabulary_;
  Precision precision_ = Precision::fp32;
  struct Parts;
  std::shared_ptr<Parts> parts_;
};
TORCH_MODULE(MaskedLanguageModel);

}  // namespace cloze
