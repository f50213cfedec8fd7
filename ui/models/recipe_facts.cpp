// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/recipe_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cloze::ui {

RecipeFacts recipe_facts(const Recipe& recipe, const std::optional<DatasetFacts>& dataset) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const qint64 vocabulary = dataset && dataset->vocabulary > 0 ? dataset->vocabulary : assumed_vocabulary;
  RecipeFacts facts;
  facts.parameters = count_parameters(recipe.model, vocabulary);
  facts.memory = estimate_memory(recipe, vocabulary);
  facts.flops_per_token = flops_per_token(recipe.model, recipe.objective, vocabulary);
  const double rows = static_cast<double>(recipe.optimizer.batch_size * recipe.optimizer.accumulation);
  const double length = static_cast<double>(recipe.objective.sequence_length);
  facts.tokens_per_step = rows * length;

  facts.tokens_per_epoch = facts.steps_per_epoch = unknown;
  const double own =
      length - (recipe.objective.next_sentence ? 3 : 2);  // Without [CLS] and the [SEP]s of a row.
  if (dataset && own > 0 && rows > 0) {
    // Each document is followed by one [SEP] in the ring of tokens that rows are cut from.
    const double ring = static_cast<double>(dataset->train_tokens + dataset->train_documents);
    const double rows_per_epoch = std::max(1.0, std::ceil(ring / own));
    facts.steps_per_epoch = std::max(1.0, std::floor(rows_per_epoch / rows));
    facts.tokens_per_epoch = rows_per_epoch * length;
  }

  const BudgetConfig& budget = recipe.budget;
  double steps = std::numeric_limits<double>::infinity();
  if (budget.steps > 0) steps = std::min(steps, static_cast<double>(budget.steps));
  if (budget.tokens > 0 && facts.tokens_per_step > 0)
    steps = std::min(steps, std::ceil(static_cast<double>(budget.tokens) / facts.tokens_per_step));
  if (budget.epochs > 0 && !std::isnan(facts.steps_per_epoch))
    steps = std::min(steps, std::ceil(budget.epochs * facts.steps_per_epoch));
  facts.minutes_limit = budget.minutes;
  facts.total_steps = std::isfinite(steps) ? steps : unknown;
  facts.total_tokens = facts.total_steps * facts.tokens_per_step;
  facts.total_epochs = facts.total_steps / facts.steps_per_epoch;
  facts.total_flops = facts.total_tokens * facts.flops_per_token;
  return facts;
}

}  // namespace cloze::ui
