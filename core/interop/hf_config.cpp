// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_config.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

Json shape(const ModelConfig& model, std::int64_t vocabulary) {
  return {{"vocab_size", vocabulary},
          {"hidden_size", model.hidden},
          {"num_hidden_layers", model.layers},
          {"num_attention_heads", model.heads},
          {"intermediate_size", model.feed_forward},
          {"max_position_embeddings", model.max_positions},
          {"initializer_range", model.initializer_std},
          {"pad_token_id", SpecialTokens::pad},
          {"tie_word_embeddings", true},
          {"torch_dtype", "float32"}};
}

Json classic(const ModelConfig& model, std::int64_t vocabulary, bool next_sentence) {
  Json json{{"architectures", {next_sentence ? "BertForPreTraining" : "BertForMaskedLM"}},
            {"model_type", "bert"}};
  json.update(shape(model, vocabulary));
  json.update(Json{{"type_vocab_size", 2},
                   {"hidden_act", "gelu"},
                   {"hidden_dropout_prob", model.dropout},
                   {"attention_probs_dropout_prob", model.attention_dropout},
                   {"layer_norm_eps", model.norm_epsilon},
                   {"position_embedding_type", "absolute"}});
  return json;
}

Json modern(const ModelConfig& model, std::int64_t vocabulary) {
  Json json{{"architectures", {"ModernBertForMaskedLM"}}, {"model_type", "modernbert"}};
  json.update(shape(model, vocabulary));
  const Json rope{{"rope_type", "default"}, {"rope_theta", model.rotary_base}};
  json.update(Json{
      {"hidden_activation", "gelu"},
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
      {"bos_token_id", SpecialTokens::cls},
      {"eos_token_id", SpecialTokens::sep},
      {"cls_token_id", SpecialTokens::cls},
      {"sep_token_id", SpecialTokens::sep},
      {"global_attn_every_n_layers", 1},
      {"global_rope_theta", model.rotary_base},
      {"layer_types", std::vector<std::string>(static_cast<std::size_t>(model.layers), "full_attention")},
      {"rope_parameters", {{"full_attention", rope}, {"sliding_attention", rope}}}});
  return json;
}

}  // namespace

std::string hugging_face_config(const ModelConfig& model, std::int64_t vocabulary, bool next_sentence) {
  const Json json =
      model.family == Family::classic ? classic(model, vocabulary, next_sentence) : modern(model, vocabulary);
  return json.dump(2) + "\n";
}

}  // namespace cloze
