// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/masked_language_model.h"

#include <optional>

#include "core/model/embedding.h"
#include "core/model/encoder_block.h"
#include "core/model/heads.h"
#include "core/model/initialize.h"
#include "core/model/rotary.h"

namespace cloze {

struct MaskedLanguageModelImpl::Parts {
  Embedding embedding{nullptr};
  std::vector<EncoderBlock> blocks;
  Norm final_norm{nullptr};  // modern only
  PredictionHead prediction{nullptr};
  NextSentenceHead next_sentence{nullptr};  // classic only
  std::optional<Rotary> rotary;             // modern only

  AttentionContext context(const ModelInput& input) {
    const std::int64_t T = input.token_ids_BT.size(1);
    AttentionContext shared{.key_mask_B11T = key_mask_B11T(input.lengths_B, T), .rotary = {}};
    const torch::Tensor& table = embedding->token->weight_RD;
    if (rotary) shared.rotary = rotary->angles(T, table.device(), table.scalar_type());
    return shared;
  }
};

MaskedLanguageModelImpl::MaskedLanguageModelImpl(const ModelConfig& config, std::int64_t vocabulary,
                                                 std::int64_t seed)
    : config_(config), vocabulary_(vocabulary), parts_(std::make_shared<Parts>()) {
  const bool classic = config.family == Family::classic;
  parts_->embedding = register_module("embeddings", Embedding(config, vocabulary));
  torch::nn::ModuleList blocks;
  for (std::int64_t i = 0; i < config.layers; ++i) {
    parts_->blocks.emplace_back(config, i == 0);
    blocks->push_back(parts_->blocks.back());
  }
  register_module("blocks", blocks);
  if (!classic) {
    parts_->final_norm = register_module("final_norm", Norm(config.hidden, config.norm_epsilon, false));
    parts_->rotary.emplace(config.hidden / config.heads, config.max_positions, config.rotary_base);
  }
  parts_->prediction = register_module("prediction", PredictionHead(config, vocabulary));
  if (classic) parts_->next_sentence = register_module("next_sentence", NextSentenceHead(config));
  initialize_weights(*this, config.initializer_std, seed);
}

torch::Tensor MaskedLanguageModelImpl::encode(const ModelInput& input) {
  const AttentionContext context = parts_->context(input);
  torch::Tensor hidden_BTD = parts_->embedding(input.token_ids_BT, input.token_types_BT);
  for (EncoderBlock& block : parts_->blocks) hidden_BTD = block(hidden_BTD, context);
  return parts_->final_norm ? parts_->final_norm(hidden_BTD) : hidden_BTD;
}

std::vector<torch::Tensor> MaskedLanguageModelImpl::encode_all(const ModelInput& input) {
  const AttentionContext context = parts_->context(input);
  std::vector<torch::Tensor> states_BTD{parts_->embedding(input.token_ids_BT, input.token_types_BT)};
  for (EncoderBlock& block : parts_->blocks) states_BTD.push_back(block(states_BTD.back(), context));
  if (parts_->final_norm) states_BTD.back() = parts_->final_norm(states_BTD.back());
  return states_BTD;
}

torch::Tensor MaskedLanguageModelImpl::predict_hidden_MD(const torch::Tensor& hidden_BTD,
                                                         const torch::Tensor& masked_positions_M) {
  return parts_->prediction(hidden_BTD, masked_positions_M);
}

torch::Tensor MaskedLanguageModelImpl::next_sentence_B2(const torch::Tensor& hidden_BTD) {
  TORCH_CHECK(parts_->next_sentence, "only the classic family has a next-sentence head");
  return parts_->next_sentence(hidden_BTD);
}

torch::Tensor MaskedLanguageModelImpl::decoder_weight_VD() const {
  return parts_->embedding->token->weight_RD;
}

torch::Tensor MaskedLanguageModelImpl::decoder_bias_V() const {
  return parts_->prediction->bias_V;
}

ModelOutput MaskedLanguageModelImpl::forward(const ModelInput& input) {
  const torch::Tensor hidden_BTD = encode(input);
  const torch::Tensor chosen_MD = predict_hidden_MD(hidden_BTD, input.masked_positions_M);
  ModelOutput output;
  output.token_logits_MV = at::linear(chosen_MD, decoder_weight_VD(), decoder_bias_V());
  if (parts_->next_sentence) output.next_sentence_logits_B2 = next_sentence_B2(hidden_BTD);
  return output;
}

}  // namespace cloze
