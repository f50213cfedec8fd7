// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_config.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

Json shape(const ModelConfig& model, const Tokenizer& tokenizer) {
  return {{"vocab_size", tokenizer.vocabulary_size()},
          {"hidden_size", model.hidden},
          {"num_hidden_layers", model.layers},
          {"num_attention_heads", model.heads},
          {"intermediate_size", model.feed_forward},
          {"max_position_embeddings", model.max_positions},
          {"initializer_range", model.initializer_std},
          {"pad_token_id", tokenizer.original_id(SpecialTokens::pad)},
          {"tie_word_embeddings", true},
          {"torch_dtype", "float32"}};
}

Json classic(const ModelConfig& model, const Tokenizer& tokenizer, bool next_sentence) {
  Json json{{"architectures", {next_sentence ? "BertForPreTraining" : "BertForMaskedLM"}},
            {"model_type", "bert"}};
  json.update(shape(model, tokenizer));
  json.update(Json{{"type_vocab_size", 2},
                   {"hidden_act", "gelu"},
                   {"hidden_dropout_prob", model.dropout},
                   {"attention_probs_dropout_prob", model.attention_dropout},
                   {"layer_norm_eps", model.norm_epsilon},
                   {"position_embedding_type", "absolute"}});
  return json;
}

std::vector<std::string> layer_types(const ModelConfig& model) {
  std::vector<std::string> types;
  for (std::int64_t i = 0; i < model.layers; ++i)
    types.emplace_back(i % model.global_every == 0 ? "full_attention" : "sliding_attention");
  return types;
}

Json modern(const ModelConfig& model, const Tokenizer& tokenizer) {
  Json json{{"architectures", {"ModernBertForMaskedLM"}}, {"model_type", "modernbert"}};
  json.update(shape(model, tokenizer));
  json.update(
      Json{{"hidden_activation", "gelu"},
           {"norm_eps", model.norm_epsilon},
           {"norm_bias", false},
           {"attention_bias", false},
           {"mlp_bias", !model.gated},
           {"decoder_bias", true},
           {"classifier_bias", false},
           {"classifier_activation", "gelu"},
           {"embedding_dropout", model.dropout},
           {"mlp_dropout", model.dropout},
           {"attention_dropout", model.attention_dropout},
           {"bos_token_id", tokenizer.original_id(SpecialTokens::cls)},
           {"eos_token_id", tokenizer.original_id(SpecialTokens::sep)},
           {"cls_token_id", tokenizer.original_id(SpecialTokens::cls)},
           {"sep_token_id", tokenizer.original_id(SpecialTokens::sep)},
           {"global_attn_every_n_layers", model.global_every},
           {"local_attention", model.local_window},
           {"global_rope_theta", model.rotary_base},
           {"local_rope_theta", model.local_rotary_base},
           {"layer_types", layer_types(model)},
           {"rope_parameters",
            {{"full_attention", {{"rope_type", "default"}, {"rope_theta", model.rotary_base}}},
             {"sliding_attention", {{"rope_type", "default"}, {"rope_theta", model.local_rotary_base}}}}}});
  return json;
}

}  // namespace

std::string hugging_face_config(const ModelConfig& model, const Tokenizer& tokenizer, bool next_sentence) {
  const Json json =
      model.family == Family::classic ? classic(model, tokenizer, next_sentence) : modern(model, tokenizer);
  return json.dump(2) + "\n";
}

}  // namespace cloze
