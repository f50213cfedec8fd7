// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from a recipe and a dataset before anything runs: sizes, memory, and how long the budget is.
// Pure.
#pragma once

#include <QString>
#include <optional>

#include "core/config/model_size.h"
#include "core/config/recipe.h"

namespace cloze::ui {

/// What the Configure page needs to know of a dataset.
struct DatasetFacts {
  QString name;
  QString tokenizer;
  qint64 vocabulary = 0;
  quint64 train_tokens = 0, train_documents = 0;
  quint64 held_out_tokens = 0, held_out_documents = 0;
  bool operator==(const DatasetFacts&) const = default;
};

struct RecipeFacts {
  ParameterCount parameters;
  MemoryEstimate memory;
  double flops_per_token = 0;
  double tokens_per_step = 0;
  // NaN where the dataset or the budget does not say.
  double tokens_per_epoch = 0, steps_per_epoch = 0;
  double total_steps = 0, total_tokens = 0, total_epochs = 0, total_flops = 0;
  double minutes_limit = 0;  ///< Of the budget; 0 when it sets none.
};

/// The vocabulary taken for sizes while no dataset is chosen.
inline constexpr qint64 assumed_vocabulary = 8192;

RecipeFacts recipe_facts(const Recipe& recipe, const std::optional<DatasetFacts>& dataset);

}  // namespace cloze::ui
