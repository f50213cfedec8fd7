// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_names.h"

#include <array>
#include <initializer_list>

namespace cloze {
namespace {

class Names {
 public:
  /// ours and theirs without ".weight" and ".bias"; adds one entry per part.
  void add(const std::string& ours, const std::vector<std::string>& theirs,
           std::initializer_list<const char*> parts) {
    for (const std::string part : parts) {
      HuggingFaceName& name = list.emplace_back(HuggingFaceName{ours + part, {}});
      for (const std::string& one : theirs) name.theirs.push_back(one + part);
    }
  }

  std::vector<HuggingFaceName> list;
};

/// How one of their families spells what BERT calls so.
struct ClassicSpelling {
  std::string base, layer;
  std::array<std::string, 3> query_key_value;
  std::string attention_output, attention_norm, inner, outer, outer_norm;
  std::string prediction, transform, transform_norm;
};

const ClassicSpelling& classic_spelling(HuggingFaceKind kind) {
  static const ClassicSpelling bert{"bert.",
                                    "bert.encoder.layer.",
                                    {"attention.self.query", "attention.self.key", "attention.self.value"},
                                    "attention.output.dense",
                                    "attention.output.LayerNorm",
                                    "intermediate.dense",
                                    "output.dense",
                                    "output.LayerNorm",
                                    "cls.predictions",
                                    "cls.predictions.transform.dense",
                                    "cls.predictions.transform.LayerNorm"};
  static const ClassicSpelling roberta = [] {
    ClassicSpelling made = bert;
    made.base = "roberta.";
    made.layer = "roberta.encoder.layer.";
    made.prediction = "lm_head";
    made.transform = "lm_head.dense";
    made.transform_norm = "lm_head.layer_norm";
    return made;
  }();
  static const ClassicSpelling distilbert{"distilbert.",
                                          "distilbert.transformer.layer.",
                                          {"attention.q_lin", "attention.k_lin", "attention.v_lin"},
                                          "attention.out_lin",
                                          "sa_layer_norm",
                                          "ffn.lin1",
                                          "ffn.lin2",
                                          "output_layer_norm",
                                          "vocab_projector",
                                          "vocab_transform",
                                          "vocab_layer_norm"};
  return kind == HuggingFaceKind::roberta ? roberta : kind == HuggingFaceKind::distilbert ? distilbert : bert;
}

std::vector<HuggingFaceName> classic_names(const ModelConfig& model, HuggingFaceKind kind) {
  const ClassicSpelling& theirs = classic_spelling(kind);
  Names names;
  names.add("embeddings.token", {theirs.base + "embeddings.word_embeddings"}, {".weight"});
  names.add("embeddings.position", {theirs.base + "embeddings.position_embeddings"}, {".weight"});
  names.add("embeddings.token_type", {theirs.base + "embeddings.token_type_embeddings"}, {".weight"});
  names.add("embeddings.norm", {theirs.base + "embeddings.LayerNorm"}, {".weight", ".bias"});
  for (std::int64_t i = 0; i < model.layers; ++i) {
    const std::string ours = "blocks." + std::to_string(i) + ".";
    const std::string layer = theirs.layer + std::to_string(i) + ".";
    const auto& [query, key, value] = theirs.query_key_value;
    names.add(ours + "attention.qkv", {layer + query, layer + key, layer + value}, {".weight", ".bias"});
    names.add(ours + "attention.output", {layer + theirs.attention_output}, {".weight", ".bias"});
    names.add(ours + "attention_norm", {layer + theirs.attention_norm}, {".weight", ".bias"});
    names.add(ours + "feed_forward.input", {layer + theirs.inner}, {".weight", ".bias"});
    names.add(ours + "feed_forward.output", {layer + theirs.outer}, {".weight", ".bias"});
    names.add(ours + "feed_forward_norm", {layer + theirs.outer_norm}, {".weight", ".bias"});
  }
  names.add("prediction", {theirs.prediction}, {".bias"});
  names.add("prediction.transform", {theirs.transform}, {".weight", ".bias"});
  names.add("prediction.norm", {theirs.transform_norm}, {".weight", ".bias"});
  names.add("next_sentence.pooler", {theirs.base + "pooler.dense"}, {".weight", ".bias"});
  names.add("next_sentence.classifier", {"cls.seq_relationship"}, {".weight", ".bias"});
  return names.list;
}

std::vector<HuggingFaceName> modern_names(const ModelConfig& model) {
  Names names;
  names.add("embeddings.token", {"model.embeddings.tok_embeddings"}, {".weight"});
  names.add("embeddings.norm", {"model.embeddings.norm"}, {".weight"});
  for (std::int64_t i = 0; i < model.layers; ++i) {
    const std::string ours = "blocks." + std::to_string(i) + ".";
    const std::string theirs = "model.layers." + std::to_string(i) + ".";
    names.add(ours + "attention.qkv", {theirs + "attn.Wqkv"}, {".weight"});
    names.add(ours + "attention.output", {theirs + "attn.Wo"}, {".weight"});
    if (i > 0) names.add(ours + "attention_norm", {theirs + "attn_norm"}, {".weight"});
    names.add(ours + "feed_forward.input", {theirs + "mlp.Wi"}, {".weight"});
    names.add(ours + "feed_forward.output", {theirs + "mlp.Wo"}, {".weight"});
    names.add(ours + "feed_forward_norm", {theirs + "mlp_norm"}, {".weight"});
  }
  names.add("final_norm", {"model.final_norm"}, {".weight"});
  names.add("prediction", {"decoder"}, {".bias"});
  names.add("prediction.transform", {"head.dense"}, {".weight"});
  names.add("prediction.norm", {"head.norm"}, {".weight"});
  return names.list;
}

}  // namespace

std::vector<HuggingFaceName> hugging_face_names(const ModelConfig& model) {
  return hugging_face_names(
      model, model.family == Family::classic ? HuggingFaceKind::bert : HuggingFaceKind::modernbert);
}

std::vector<HuggingFaceName> hugging_face_names(const ModelConfig& model, HuggingFaceKind kind) {
  return kind == HuggingFaceKind::modernbert ? modern_names(model) : classic_names(model, kind);
}

}  // namespace cloze
