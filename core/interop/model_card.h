// SPDX-License-Identifier: GPL-3.0-or-later
// README.md of an exported model: what it is, what it was made from and how good it got.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"
#include "core/history/history.h"

namespace cloze {

/// What is known of a model; empty and absent values leave their line out.
struct ModelFacts {
  std::string name;  ///< Of the run, or of the checkpoint's folder.
  std::string run_id;
  std::string origin;   ///< The model or folder whose weights it started from.
  std::string license;  ///< As Hugging Face abbreviates it ("cc-by-4.0"); the person's to choose.
  std::string dataset_name, tokenizer_name, tokenizer_hash;
  std::optional<EvaluationMetrics> evaluation;  ///< At the exported step.
};

/// Markdown with Hugging Face's front matter. Text from people is escaped: it stands for itself.
std::string model_card(const ModelFacts& facts, const Recipe& recipe, const TrainState& state,
                       std::int64_t vocabulary);

}  // namespace cloze
