// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_config_reader.h"

#include <fmt/format.h>

#include <limits>

#include "core/config/recipe_fields.h"
#include "core/tokenizer/json_parts.h"

namespace cloze {
namespace {

using Json = JsonParts::Json;

/// A number that sizes something: positive, and small enough that sums of a few stay exact.
Result<std::int64_t> size_of(const JsonParts& parts, std::string_view name) {
  CLOZE_TRY(const std::int64_t size, parts.integer(name));
  if (size < 1 || size > std::numeric_limits<std::int32_t>::max())
    return parts.wrong(name, fmt::format("is {}, it must be from 1 to 2147483647", size));
  return size;
}

Result<void> require_exact_gelu(const JsonParts& parts, std::string_view name) {
  CLOZE_TRY(const std::string activation, parts.text(name, "gelu"));
  if (activation == "gelu" || activation == "gelu_python") return {};
  return parts.wrong(name, fmt::format("is {}, only gelu (exact) can be read", activation));
}

Result<void> require_off(const JsonParts& parts, std::string_view name) {
  CLOZE_TRY(const bool on, parts.boolean(name, false));
  if (on) return parts.wrong(name, "is true, only false can be read");
  return {};
}

/// Their names of the fields that BERT and DistilBERT share.
struct ShapeNames {
  const char *hidden, *layers, *heads, *feed_forward;
};

Result<void> read_shape(const JsonParts& parts, const ShapeNames& names, ForeignConfig& config) {
  CLOZE_TRY(config.vocabulary, size_of(parts, "vocab_size"));
  CLOZE_TRY(config.model.hidden, size_of(parts, names.hidden));
  CLOZE_TRY(config.model.layers, size_of(parts, names.layers));
  CLOZE_TRY(config.model.heads, size_of(parts, names.heads));
  CLOZE_TRY(config.model.feed_forward, size_of(parts, names.feed_forward));
  CLOZE_TRY(config.model.max_positions, size_of(parts, "max_position_embeddings"));
  CLOZE_TRY(config.model.initializer_std, parts.real("initializer_range", 0.02));
  if (config.model.hidden % config.model.heads != 0)
    return parts.wrong(names.hidden, fmt::format("is {}, which {} {} do not divide", config.model.hidden,
                                                 config.model.heads, names.heads));
  return {};
}

constexpr ShapeNames usual_names{"hidden_size", "num_hidden_layers", "num_attention_heads",
                                 "intermediate_size"};

Result<void> read_bert(const JsonParts& parts, ForeignConfig& config) {
  config.model.family = Family::classic;
  CLOZE_CHECK(read_shape(parts, usual_names, config));
  CLOZE_CHECK(require_exact_gelu(parts, "hidden_act"));
  CLOZE_CHECK(require_off(parts, "is_decoder"));
  CLOZE_CHECK(require_off(parts, "add_cross_attention"));
  if (parts.find("position_embedding_type") != nullptr)
    CLOZE_CHECK(parts.require("position_embedding_type", "absolute"));
  CLOZE_TRY(config.model.norm_epsilon, parts.real("layer_norm_eps", 1e-12));
  CLOZE_TRY(config.model.dropout, parts.real("hidden_dropout_prob", 0.1));
  CLOZE_TRY(config.model.attention_dropout, parts.real("attention_probs_dropout_prob", 0.1));
  CLOZE_TRY(config.token_types, parts.integer("type_vocab_size", 2));
  if (config.token_types < 1 || config.token_types > 2)
    return parts.wrong("type_vocab_size", fmt::format("is {}, only 1 or 2 can be read", config.token_types));
  if (config.kind != HuggingFaceKind::roberta) return {};
  // Positions are counted from the id of the padding token on.
  CLOZE_TRY(const std::int64_t pad, parts.integer("pad_token_id", 1));
  if (pad < 0 || pad + 1 >= config.model.max_positions)
    return parts.wrong("pad_token_id",
                       fmt::format("is {}, which leaves no position of {}", pad, config.model.max_positions));
  config.first_position = pad + 1;
  config.model.max_positions -= config.first_position;
  return {};
}

Result<void> read_distilbert(const JsonParts& parts, ForeignConfig& config) {
  config.model.family = Family::classic;
  CLOZE_CHECK(read_shape(parts, {"dim", "n_layers", "n_heads", "hidden_dim"}, config));
  CLOZE_CHECK(require_exact_gelu(parts, "activation"));
  CLOZE_TRY(config.model.dropout, parts.real("dropout", 0.1));
  CLOZE_TRY(config.model.attention_dropout, parts.real("attention_dropout", 0.1));
  config.model.norm_epsilon = 1e-12;  // Fixed in their code.
  config.token_types = 0;
  return {};
}

/// Every n-th layer, from the first on, sees everything; 0 where the layers follow no such rule.
std::int64_t period_of(const Json& layer_types, std::int64_t layers) {
  if (static_cast<std::int64_t>(layer_types.size()) != layers) return 0;
  for (std::int64_t every = 1; every <= layers; ++every) {
    bool fits = true;
    for (std::int64_t i = 0; i < layers && fits; ++i)
      fits = layer_types[static_cast<std::size_t>(i)] ==
             (i % every == 0 ? "full_attention" : "sliding_attention");
    if (fits) return every;
  }
  return 0;
}

Result<double> rotary_base(const JsonParts& parts, const std::string& layers, std::string_view older,
                           double otherwise) {
  const std::string place = "rope_parameters." + layers;
  CLOZE_TRY(const std::string type, parts.text(place + ".rope_type", "default"));
  if (type != "default")
    return parts.wrong(place + ".rope_type", fmt::format("is {}, only default can be read", type));
  CLOZE_TRY(const double base, parts.real(older, otherwise));
  return parts.real(place + ".rope_theta", base);
}

Result<void> read_modernbert(const JsonParts& parts, ForeignConfig& config) {
  ModelConfig& model = config.model;
  model.family = Family::modern;
  CLOZE_CHECK(read_shape(parts, usual_names, config));
  CLOZE_CHECK(require_exact_gelu(parts, "hidden_activation"));
  CLOZE_CHECK(require_exact_gelu(parts, "classifier_activation"));
  for (const char* bias : {"norm_bias", "attention_bias", "classifier_bias"})
    CLOZE_CHECK(require_off(parts, bias));
  CLOZE_TRY(config.open_gate, parts.boolean("mlp_bias", false));
  CLOZE_TRY(config.decoder_bias, parts.boolean("decoder_bias", true));
  model.gated = !config.open_gate;
  CLOZE_TRY(model.norm_epsilon, parts.real("norm_eps", 1e-5));
  CLOZE_TRY(model.dropout, parts.real("embedding_dropout", 0));
  CLOZE_TRY(model.attention_dropout, parts.real("attention_dropout", 0));
  CLOZE_TRY(model.rotary_base, rotary_base(parts, "full_attention", "global_rope_theta", 160000));
  config.token_types = 0;
  CLOZE_TRY(std::int64_t every, parts.integer("global_attn_every_n_layers", 3));
  if (parts.find("layer_types") != nullptr) {
    every = period_of(parts.list("layer_types"), model.layers);
    if (every == 0)
      return parts.wrong("layer_types", "is no regular change of full_attention and sliding_attention");
  }
  if (every < 1)
    return parts.wrong("global_attn_every_n_layers", fmt::format("is {}, it must be 1 or more", every));
  model.global_every = every;
  if (every == 1) return {};
  CLOZE_TRY(model.local_window, size_of(parts, "local_attention"));
  CLOZE_TRY(model.local_rotary_base, rotary_base(parts, "sliding_attention", "local_rope_theta", 10000));
  return {};
}

}  // namespace

Result<ForeignConfig> read_foreign_config(std::string_view text, std::string_view origin,
                                          const ModelConfig& base) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object())
    return fail(ErrorCode::bad_input, fmt::format("{} is not a JSON object", origin),
                "fetch this file again");
  const JsonParts parts(json, origin);
  ForeignConfig config;
  config.model = base;
  CLOZE_TRY(const std::string type, parts.text("model_type", "absent"));
  if (type == "bert") {
    config.kind = HuggingFaceKind::bert;
    CLOZE_CHECK(read_bert(parts, config));
  } else if (type == "roberta") {
    config.kind = HuggingFaceKind::roberta;
    CLOZE_CHECK(read_bert(parts, config));
  } else if (type == "distilbert") {
    config.kind = HuggingFaceKind::distilbert;
    CLOZE_CHECK(read_distilbert(parts, config));
  } else if (type == "modernbert") {
    config.kind = HuggingFaceKind::modernbert;
    CLOZE_CHECK(read_modernbert(parts, config));
  } else {
    return parts.wrong("model_type",
                       fmt::format("is {}, only bert, roberta, distilbert and modernbert can be read", type));
  }
  // Shapes that a recipe of ours could not have either, before anything is made of them.
  Recipe recipe;
  recipe.model = config.model;
  for (const Problem& problem : problems(recipe))
    if (problem.path.starts_with("model."))
      return fail(ErrorCode::bad_input, fmt::format("{}: {}: {}", origin, problem.path, problem.message));
  return config;
}

}  // namespace cloze
