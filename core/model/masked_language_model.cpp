// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/masked_language_model.h"

#include <optional>

#include "core/kernels/products.h"
#include "core/model/embedding.h"
#include "core/model/encoder_block.h"
#include "core/model/heads.h"
#include "core/model/initialize.h"
#include "core/model/linear_cross_entropy.h"
#include "core/model/residual_norm.h"
#include "core/model/rotary.h"

namespace cloze {

struct MaskedLanguageModelImpl::Parts {
  Embedding embedding{nullptr};
  std::vector<EncoderBlock> blocks;
  Norm final_norm{nullptr};  // modern only
  PredictionHead prediction{nullptr};
  NextSentenceHead next_sentence{nullptr};  // classic only
  std::optional<Rotary> rotary;             // modern only
  std::optional<Rotary> local_rotary;       // with blocks that attend to near tokens
  std::int64_t reach = 0;                   // how far they see to each side

  AttentionContext context(const ModelInput& input) {
    const std::int64_t T = input.token_ids_BT.size(1);
    AttentionContext shared;
    if (input.lengths_B.defined()) shared.lengths_B = input.lengths_B.to(torch::kInt64).contiguous();
    const torch::Tensor& table = embedding->token->weight_RD.parameter();
    if (rotary) shared.rotary = rotary->angles(T, table.device(), table.scalar_type());
    if (local_rotary) {
      shared.local_rotary = local_rotary->angles(T, table.device(), table.scalar_type());
      if (T > reach + 1) {
        const torch::Tensor positions_T =
            torch::arange(T, torch::TensorOptions(table.device()).dtype(torch::kInt64));
        shared.near_TT = (positions_T.unsqueeze(1) - positions_T).abs().le(reach);
      }
    }
    return shared;
  }

  torch::Tensor last_hidden(const Stream& stream) {
    if (!final_norm) return stream.normed_BTD;
    return residual_norm(stream.wide_BTD, stream.branch_BTD, *final_norm, stream.branch_BTD.scalar_type(),
                         WideNormed::no)
        .normed_ND;
  }

  /// BTD, or BQD where the input says which positions are needed.
  torch::Tensor encode(const ModelInput& input) {
    const AttentionContext shared = context(input);
    Stream stream = embedding(input.token_ids_BT, input.token_types_BT);
    for (EncoderBlock& block : blocks) {
      const bool last = &block == &blocks.back();
      stream = block(stream, shared, last && input.needed ? &*input.needed : nullptr);
    }
    return last_hidden(stream);
  }

  struct Hidden {
    torch::Tensor all, chosen_MD;
  };
  Hidden encode_masked(const ModelInput& input) {
    const torch::Tensor all = encode(input);
    return {all, prediction(all, input.needed ? input.masked_in_needed_M : input.masked_positions_M)};
  }

  /// Everything that matrix products read.
  std::vector<ProductWeight*> product_weights() {
    std::vector<ProductWeight*> weights{&embedding->token->weight_RD};
    const auto add = [&](Linear& linear) {
      for (ProductWeight* weight : {&linear->weight_OI, &linear->bias_O})
        if (weight->parameter().defined()) weights.push_back(weight);
    };
    for (EncoderBlock& block : blocks) {
      add(block->attention->qkv);
      add(block->attention->output);
      add(block->feed_forward->input);
      add(block->feed_forward->output);
    }
    add(prediction->transform);
    if (next_sentence) {
      add(next_sentence->pooler);
      add(next_sentence->classifier);
    }
    return weights;
  }
};

MaskedLanguageModelImpl::MaskedLanguageModelImpl(const ModelConfig& config, std::int64_t vocabulary,
                                                 std::int64_t seed)
    : config_(config), vocabulary_(vocabulary), parts_(std::make_shared<Parts>()) {
  const bool classic = config.family == Family::classic;
  parts_->embedding = register_module("embeddings", Embedding(config, vocabulary));
  torch::nn::ModuleList blocks;
  for (std::int64_t i = 0; i < config.layers; ++i) {
    parts_->blocks.emplace_back(config, i);
    blocks->push_back(parts_->blocks.back());
  }
  register_module("blocks", blocks);
  if (!classic) {
    parts_->final_norm = register_module("final_norm", Norm(config.hidden, config.norm_epsilon, false));
    parts_->rotary.emplace(config.hidden / config.heads, config.max_positions, config.rotary_base);
    if (config.global_every > 1 && config.layers > 1) {
      parts_->local_rotary.emplace(config.hidden / config.heads, config.max_positions,
                                   config.local_rotary_base);
      parts_->reach = config.local_window / 2;
    }
  }
  parts_->prediction = register_module("prediction", PredictionHead(config, vocabulary));
  if (classic) parts_->next_sentence = register_module("next_sentence", NextSentenceHead(config));
  initialize_weights(*this, config.initializer_std, seed);
}

void MaskedLanguageModelImpl::set_precision(Precision precision) {
  precision_ = precision;
  for (ProductWeight* weight : parts_->product_weights()) weight->use_copy(precision == Precision::bf16);
}

void MaskedLanguageModelImpl::refresh_copies() {
  for (ProductWeight* weight : parts_->product_weights()) weight->refresh();
}

std::map<std::string, torch::Tensor> MaskedLanguageModelImpl::copies() const {
  std::map<std::string, torch::Tensor> found;
  for (const auto& parameter : named_parameters())
    for (const ProductWeight* weight : parts_->product_weights())
      if (weight->copy().defined() && weight->parameter().is_same(parameter.value()))
        found.emplace(parameter.key(), weight->copy());
  return found;
}

torch::Tensor MaskedLanguageModelImpl::encode(const ModelInput& input) {
  ModelInput everywhere = input;
  everywhere.needed.reset();
  return parts_->encode(everywhere);
}

std::vector<torch::Tensor> MaskedLanguageModelImpl::encode_all(const ModelInput& input) {
  const AttentionContext context = parts_->context(input);
  Stream stream = parts_->embedding(input.token_ids_BT, input.token_types_BT);
  std::vector<torch::Tensor> states_BTD;
  for (EncoderBlock& block : parts_->blocks) {
    states_BTD.push_back(stream.branch_BTD.defined() ? stream.wide_BTD + stream.branch_BTD : stream.wide_BTD);
    stream = block(stream, context, nullptr);
  }
  states_BTD.push_back(parts_->last_hidden(stream));
  return states_BTD;
}

torch::Tensor MaskedLanguageModelImpl::attention_weights(const ModelInput& input, std::int64_t layer) {
  TORCH_CHECK(layer >= 0 && layer < config_.layers, "there is no layer ", layer);
  const AttentionContext context = parts_->context(input);
  Stream stream = parts_->embedding(input.token_ids_BT, input.token_types_BT);
  for (std::int64_t i = 0; i < layer; ++i)
    stream = parts_->blocks[static_cast<std::size_t>(i)](stream, context, nullptr);
  return parts_->blocks[static_cast<std::size_t>(layer)]->attention_weights(stream, context);
}

torch::Tensor MaskedLanguageModelImpl::next_sentence_B2(const torch::Tensor& hidden_BTD) {
  TORCH_CHECK(parts_->next_sentence, "only the classic family has a next-sentence head");
  return parts_->next_sentence(hidden_BTD);
}

torch::Tensor MaskedLanguageModelImpl::decoder_weight_VD() const {
  return parts_->embedding->token->weight_RD.product();
}

torch::Tensor MaskedLanguageModelImpl::decoder_bias_V() const {
  return parts_->prediction->bias_V;
}

std::map<std::string, std::int64_t> MaskedLanguageModelImpl::hidden_matrices() const {
  std::map<std::string, std::int64_t> found{{"prediction.transform.weight", 1}};
  for (std::int64_t i = 0; i < config_.layers; ++i) {
    const std::string block = "blocks." + std::to_string(i) + ".";
    found[block + "attention.qkv.weight"] = 3;
    found[block + "attention.output.weight"] = 1;
    found[block + "feed_forward.input.weight"] = config_.gated ? 2 : 1;
    found[block + "feed_forward.output.weight"] = 1;
  }
  return found;
}

ModelOutput MaskedLanguageModelImpl::forward(const ModelInput& input) {
  const auto [hidden, chosen_MD] = parts_->encode_masked(input);
  const torch::Tensor bias_V = decoder_bias_V();
  ModelOutput output;
  output.token_logits_MV =
      cloze::linear(chosen_MD, decoder_weight_VD(), {}).to(bias_V.scalar_type()) + bias_V;
  if (parts_->next_sentence)
    output.next_sentence_logits_B2 = next_sentence_B2(hidden).to(bias_V.scalar_type());
  return output;
}

ModelLosses MaskedLanguageModelImpl::losses(const ModelInput& input, const torch::Tensor& labels_M,
                                            const torch::Tensor& next_sentence_B) {
  const auto [hidden, chosen_MD] = parts_->encode_masked(input);
  ModelLosses losses;
  losses.masked = linear_cross_entropy(chosen_MD, decoder_weight_VD(), decoder_bias_V(), labels_M,
                                       parts_->embedding->pending_gradient);
  if (next_sentence_B.defined())
    losses.next_sentence = torch::nn::functional::cross_entropy(
        next_sentence_B2(hidden).to(losses.masked.scalar_type()), next_sentence_B);
  return losses;
}

}  // namespace cloze
