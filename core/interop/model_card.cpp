// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/model_card.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/version.h"
#include "core/config/model_size.h"
#include "core/config/recipe_json.h"

namespace cloze {
namespace {

/// One line of Markdown that shows the text as it is.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>|#&").find(c) != std::string_view::npos) out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

/// JSON strings are YAML strings.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string front_matter(const ModelFacts& facts, const Recipe& recipe) {
  std::string text = "---\n";
  if (!facts.license.empty()) text += fmt::format("license: {}\n", quoted(facts.license));
  text +=
      "library_name: transformers\npipeline_tag: fill-mask\nmask_token: \"[MASK]\"\ntags:\n- cloze-studio\n";
  text += recipe.model.family == Family::classic ? "- bert\n" : "- modernbert\n";
  return text + "---\n";
}

class Table {
 public:
  Table(std::string_view left, std::string_view right)
      : text_(fmt::format("| {} | {} |\n|---|---|\n", left, right)) {}
  void add(std::string_view name, const std::string& value) {
    if (!value.empty()) text_ += fmt::format("| {} | {} |\n", name, value);
  }
  void add(std::string_view name, double value) {
    if (std::isfinite(value)) text_ += fmt::format("| {} | {:.4f} |\n", name, value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string code(const std::string& text) {
  return text.empty() ? "" : "`" + text + "`";
}

}  // namespace

std::string model_card(const ModelFacts& facts, const Recipe& recipe, const TrainState& state,
                       std::int64_t vocabulary) {
  const ModelConfig& model = recipe.model;
  const bool classic = model.family == Family::classic;
  std::string text = front_matter(facts, recipe);
  text += fmt::format("\n# {}\n\n", shown(facts.name));
  text += fmt::format(
      "A masked language model, written by Cloze Studio {}: {}, {} layers of {} in {} heads, "
      "{} tokens in the vocabulary, {} parameters.\n\n",
      program_version(), classic ? "BERT" : "ModernBERT", model.layers, model.hidden, model.heads, vocabulary,
      count_parameters(model, vocabulary).total());
  text +=
      "```python\n"
      "from transformers import pipeline\n"
      "fill = pipeline(\"fill-mask\", \"path/of/this/folder\")\n"
      "fill(\"A text with a [MASK] in it\")\n"
      "```\n\n";

  Table training("Training", "");
  training.add("Run", code(facts.run_id));
  training.add("Started from", shown(facts.origin));
  training.add("Steps", fmt::format("{}", state.step));
  training.add("Tokens seen", fmt::format("{:.0f}", state.tokens));
  training.add("Dataset", shown(facts.dataset_name));
  training.add("Dataset hash", code(state.dataset_hash));
  training.add("Tokenizer", shown(facts.tokenizer_name));
  training.add("Tokenizer hash", code(facts.tokenizer_hash));
  text += training.text() + "\n";

  if (facts.evaluation) {
    Table metrics("Held-out text", "");
    metrics.add("Masked-language loss (nats)", facts.evaluation->loss);
    metrics.add("Accuracy of the predicted tokens", facts.evaluation->accuracy);
    metrics.add("Next-sentence loss (nats)", facts.evaluation->nsp_loss);
    metrics.add("Next-sentence accuracy", facts.evaluation->nsp_accuracy);
    metrics.add("Predicted tokens", fmt::format("{}", facts.evaluation->predicted_tokens));
    text += metrics.text() + "\n";
  }
  text += "What it learned is what stands in its training text, with that text's errors and slants.\n\n";
  text += "## Recipe\n\n";
  // Not where the weights came from elsewhere, or nothing tells whether they did.
  if (facts.origin.empty() && !facts.run_id.empty())
    text += "With the dataset of this hash it gives this model again.\n\n";
  text += "```json\n" + recipe_to_json(recipe) + "```\n";
  return text;
}

}  // namespace cloze
