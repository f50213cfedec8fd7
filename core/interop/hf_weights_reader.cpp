// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/hf_weights_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <optional>
#include <set>

#include "core/checkpoint/tensors.h"

namespace cloze {
namespace {

using Shape = std::vector<std::int64_t>;

/// Their tensors under the names that transformers gives them today.
class Weights {
 public:
  static Result<Weights> make(const TensorFiles& files, HuggingFaceKind kind) {
    Weights made;
    for (const auto& [name, entry] : files.tensors()) {
      const std::string today = todays_name(name, kind);
      if (const auto [known, added] = made.by_name_.emplace(today, Item{name, entry}); !added)
        return fail(ErrorCode::bad_input, fmt::format("'{}' holds the tensor '{}' twice, as '{}' and as '{}'",
                                                      entry.file.string(), today, known->second.name, name));
    }
    return made;
  }

  bool has(const std::string& name) const { return by_name_.contains(name); }

  /// In fp32, with this shape.
  Result<torch::Tensor> take(const std::string& name, const Shape& wanted) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end())
      return fail(ErrorCode::bad_input, fmt::format("the weights have no tensor '{}'", name));
    const auto& [own_name, entry] = found->second;
    if (entry.view->shape != wanted)
      return fail(
          ErrorCode::bad_input,
          fmt::format("'{}': the tensor '{}' has the shape {}, the model of config.json wants {}",
                      entry.file.string(), own_name, shape_text(entry.view->shape), shape_text(wanted)));
    used_.insert(name);
    return to_tensor(found->second);
  }

  void leave(const std::string& name) { used_.insert(name); }

  std::vector<std::string> unused() const {
    std::vector<std::string> names;
    for (const auto& [name, item] : by_name_)
      if (!used_.contains(name) && !name.ends_with("position_ids")) names.push_back(item.name);
    return names;
  }

 private:
  struct Item {
    std::string name;
    TensorFiles::Entry entry;
  };

  static std::string todays_name(std::string name, HuggingFaceKind kind) {
    for (const auto& [old, today] : {std::pair(".gamma", ".weight"), std::pair(".beta", ".bias")})
      if (name.ends_with(old)) name.replace(name.size() - std::strlen(old), std::string::npos, today);
    // An encoder saved alone has no prefix.
    const char* prefix = kind == HuggingFaceKind::bert         ? "bert."
                         : kind == HuggingFaceKind::roberta    ? "roberta."
                         : kind == HuggingFaceKind::distilbert ? "distilbert."
                                                               : "model.";
    for (const char* part : {"embeddings.", "encoder.", "transformer.", "pooler.", "layers.", "final_norm."})
      if (name.starts_with(part)) return prefix + name;
    return name;
  }

  static Result<torch::Tensor> to_tensor(const Item& item) {
    const TensorView& view = *item.entry.view;
    torch::ScalarType type = torch::kFloat32;
    switch (view.type) {
      case DataType::f32:
        break;
      case DataType::f64:
        type = torch::kFloat64;
        break;
      case DataType::f16:
        type = torch::kFloat16;
        break;
      case DataType::bf16:
        type = torch::kBFloat16;
        break;
      default:
        return fail(ErrorCode::bad_input,
                    fmt::format("'{}': the tensor '{}' holds {}, not floats", item.entry.file.string(),
                                item.name, to_string(view.type)));
    }
    torch::Tensor tensor = torch::empty(view.shape, type);
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor.to(torch::kFloat32);
  }

  std::map<std::string, Item> by_name_;
  std::set<std::string> used_;
};

class Reader {
 public:
  Reader(Weights weights, const ForeignConfig& config, const Tokenizer& tokenizer, MaskedLanguageModel& model)
      : weights_(std::move(weights)), config_(config), model_(model) {
    std::vector<std::int64_t> rows;
    for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id) rows.push_back(tokenizer.original_id(id));
    their_rows_V = torch::tensor(rows, torch::kInt64);
  }

  Result<std::vector<std::string>> read() {
    CLOZE_CHECK(check_decoder());
    const auto names = hugging_face_names(config_.model, config_.kind);
    const bool has_prediction = weights_.has(theirs_of(names, "prediction.transform.weight"));
    const bool has_next_sentence = weights_.has(theirs_of(names, "next_sentence.classifier.weight"));
    const bool has_pooler = weights_.has(theirs_of(names, "next_sentence.pooler.weight"));
    if (config_.open_gate) CLOZE_CHECK(read_open_gates());
    auto parameters = model_->named_parameters();
    for (const HuggingFaceName& name : names) {
      const bool absent = (name.ours.starts_with("prediction.") && !has_prediction) ||
                          (name.ours.starts_with("next_sentence.classifier") && !has_next_sentence) ||
                          (name.ours.starts_with("next_sentence.pooler") && !has_pooler) ||
                          (config_.open_gate && name.ours.find("feed_forward.") != std::string::npos);
      if (absent) continue;
      CLOZE_TRY(const torch::Tensor value, value_of(name, parameters[name.ours].sizes().vec()));
      changes_.emplace_back(parameters[name.ours], value);
    }
    // Nothing changes before everything is there.
    for (auto& [parameter, value] : changes_) parameter.copy_(value);
    if (!has_prediction) remarks_.emplace_back("there is no masked-language head: it starts anew");
    if (const auto unused = weights_.unused(); !unused.empty())
      remarks_.push_back(
          fmt::format("{} tensors were not used: {}{}", unused.size(),
                      fmt::join(std::span(unused).first(std::min<std::size_t>(unused.size(), 5)), ", "),
                      unused.size() > 5 ? ", ..." : ""));
    return std::move(remarks_);
  }

 private:
  static std::string theirs_of(const std::vector<HuggingFaceName>& names, const std::string& ours) {
    for (const HuggingFaceName& name : names)
      if (name.ours == ours) return name.theirs.front();
    return {};
  }

  /// The token table again under the decoder's name, and the decoder's bias under its other name.
  Result<void> check_decoder() {
    const auto names = hugging_face_names(config_.model, config_.kind);
    const std::string table = theirs_of(names, "embeddings.token.weight");
    const Shape shape{config_.vocabulary, config_.model.hidden};
    for (const char* decoder : {"cls.predictions.decoder.weight", "lm_head.decoder.weight",
                                "vocab_projector.weight", "decoder.weight"}) {
      if (!weights_.has(decoder)) continue;
      CLOZE_TRY(const torch::Tensor theirs_VD, weights_.take(decoder, shape));
      CLOZE_TRY(const torch::Tensor table_VD, weights_.take(table, shape));
      if (!theirs_VD.equal(table_VD))
        return fail(
            ErrorCode::bad_input,
            fmt::format("the tensor '{}' is not '{}' again: the decoder is not tied to the token table",
                        decoder, table),
            "models here share the two; train such a model on with tied weights first");
    }
    return {};
  }

  Result<torch::Tensor> value_of(const HuggingFaceName& name, Shape wanted) {
    if (name.ours == "embeddings.token.weight") {
      CLOZE_TRY(const torch::Tensor table, weights_.take(name.theirs[0], {config_.vocabulary, wanted[1]}));
      return table.index_select(0, their_rows_V);
    }
    if (name.ours == "prediction.bias") return decoder_bias(name.theirs[0]);
    if (name.ours == "embeddings.position.weight") {
      CLOZE_TRY(const torch::Tensor table,
                weights_.take(name.theirs[0], {config_.first_position + wanted[0], wanted[1]}));
      return table.narrow(0, config_.first_position, wanted[0]);
    }
    if (name.ours == "embeddings.token_type.weight") {
      if (config_.token_types == 0) return torch::zeros(wanted);
      CLOZE_TRY(const torch::Tensor table, weights_.take(name.theirs[0], {config_.token_types, wanted[1]}));
      return table.expand(wanted);  // One type serves both texts of a pair.
    }
    wanted[0] /= static_cast<std::int64_t>(name.theirs.size());
    std::vector<torch::Tensor> parts;
    for (const std::string& theirs : name.theirs) {
      CLOZE_TRY(torch::Tensor part, weights_.take(theirs, wanted));
      parts.push_back(std::move(part));
    }
    return at::cat(parts);
  }

  Result<torch::Tensor> decoder_bias(const std::string& name) {
    const Shape shape{config_.vocabulary};
    for (const std::string& candidate :
         {name, std::string("cls.predictions.decoder.bias"), std::string("lm_head.decoder.bias")}) {
      if (!weights_.has(candidate)) continue;
      CLOZE_TRY(const torch::Tensor bias, weights_.take(candidate, shape));
      for (const char* other : {"cls.predictions.decoder.bias", "lm_head.decoder.bias"})
        weights_.leave(other);
      return bias.index_select(0, their_rows_V);
    }
    if (config_.decoder_bias)
      return fail(ErrorCode::bad_input, fmt::format("the weights have no tensor '{}'", name));
    return torch::zeros({their_rows_V.size(0)});
  }

  /// Feed-forward blocks with biases are ours where the gate is always open: see hf_config.h.
  Result<void> read_open_gates() {
    const std::int64_t D = config_.model.hidden, F = config_.model.feed_forward;
    auto parameters = model_->named_parameters();
    for (std::int64_t i = 0; i < config_.model.layers; ++i) {
      const std::string theirs = fmt::format("model.layers.{}.mlp.", i);
      CLOZE_TRY(const torch::Tensor input, weights_.take(theirs + "Wi.weight", {2 * F, D}));
      CLOZE_TRY(const torch::Tensor input_bias, weights_.take(theirs + "Wi.bias", {2 * F}));
      CLOZE_TRY(const torch::Tensor output, weights_.take(theirs + "Wo.weight", {D, F}));
      CLOZE_TRY(const torch::Tensor output_bias, weights_.take(theirs + "Wo.bias", {D}));
      const torch::Tensor open = at::cat({torch::zeros({F}), torch::ones({F})});
      if (!input_bias.equal(open) || output_bias.count_nonzero().item<std::int64_t>() != 0 ||
          input.narrow(0, F, F).count_nonzero().item<std::int64_t>() != 0)
        return fail(
            ErrorCode::bad_input,
            fmt::format("mlp_bias is true and '{}Wi.bias' holds biases; feed-forward blocks of the modern "
                        "family have none here",
                        theirs));
      const std::string ours = fmt::format("blocks.{}.feed_forward.", i);
      changes_.emplace_back(parameters[ours + "input.weight"], input.narrow(0, 0, F));
      changes_.emplace_back(parameters[ours + "output.weight"], output);
    }
    return {};
  }

  Weights weights_;
  const ForeignConfig& config_;
  MaskedLanguageModel& model_;
  torch::Tensor their_rows_V;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> changes_;
  std::vector<std::string> remarks_;
};

}  // namespace

Result<std::vector<std::string>> read_hugging_face_weights(const TensorFiles& files,
                                                           const ForeignConfig& config,
                                                           const Tokenizer& tokenizer,
                                                           MaskedLanguageModel& model) {
  const torch::NoGradGuard no_grad;
  CLOZE_TRY(Weights weights, Weights::make(files, config.kind));
  return Reader(std::move(weights), config, tokenizer, model).read();
}

}  // namespace cloze
