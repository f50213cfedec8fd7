// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_names.h"

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

std::vector<HuggingFaceName> classic_names(const ModelConfig& model) {
  Names names;
  names.add("embeddings.token", {"bert.embeddings.word_embeddings"}, {".weight"});
  names.add("embeddings.position", {"bert.embeddings.position_embeddings"}, {".weight"});
  names.add("embeddings.token_type", {"bert.embeddings.token_type_embeddings"}, {".weight"});
  names.add("embeddings.norm", {"bert.embeddings.LayerNorm"}, {".weight", ".bias"});
  for (std::int64_t i = 0; i < model.layers; ++i) {
    const std::string ours = "blocks." + std::to_string(i) + ".";
    const std::string theirs = "bert.encoder.layer." + std::to_string(i) + ".";
    const std::string self = theirs + "attention.self.";
    names.add(ours + "attention.qkv", {self + "query", self + "key", self + "value"}, {".weight", ".bias"});
    names.add(ours + "attention.output", {theirs + "attention.output.dense"}, {".weight", ".bias"});
    names.add(ours + "attention_norm", {theirs + "attention.output.LayerNorm"}, {".weight", ".bias"});
    names.add(ours + "feed_forward.input", {theirs + "intermediate.dense"}, {".weight", ".bias"});
    names.add(ours + "feed_forward.output", {theirs + "output.dense"}, {".weight", ".bias"});
    names.add(ours + "feed_forward_norm", {theirs + "output.LayerNorm"}, {".weight", ".bias"});
  }
  names.add("prediction", {"cls.predictions"}, {".bias"});
  names.add("prediction.transform", {"cls.predictions.transform.dense"}, {".weight", ".bias"});
  names.add("prediction.norm", {"cls.predictions.transform.LayerNorm"}, {".weight", ".bias"});
  names.add("next_sentence.pooler", {"bert.pooler.dense"}, {".weight", ".bias"});
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
  return model.family == Family::classic ? classic_names(model) : modern_names(model);
}

}  // namespace cloze
