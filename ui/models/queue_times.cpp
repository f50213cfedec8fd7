// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/queue_times.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/config/model_size.h"
#include "core/config/recipe_json.h"
#include "ui/models/recipe_facts.h"

namespace cloze::ui {
namespace {

/// A model of so many times the work of another keeps a processor busy in another way: that says nothing.
constexpr double farthest = 8;

struct Sized {
  Recipe recipe;
  double work = 0;  ///< FLOP of a token.
};

std::optional<Sized> sized(const RunRecord& run, const std::map<std::string, std::int64_t>& vocabularies) {
  if (run.recipe_json.empty()) return std::nullopt;
  auto recipe = recipe_from_json(run.recipe_json, "run");
  if (!recipe) return std::nullopt;
  const auto known = vocabularies.find(run.dataset_hash);
  const std::int64_t vocabulary = known == vocabularies.end() ? assumed_vocabulary : known->second;
  return Sized{*recipe, flops_per_token(recipe->model, recipe->objective, vocabulary)};
}

struct Trained : Sized {
  std::string dataset;
  double tokens_per_second = 0;
};

double tokens_a_step(const Recipe& recipe) {
  return static_cast<double>(recipe.optimizer.batch_size * recipe.optimizer.accumulation *
                             recipe.objective.sequence_length);
}

bool takes_as_long(const Recipe& a, const Recipe& b) {
  return a.model == b.model && a.objective == b.objective &&
         a.optimizer.batch_size == b.optimizer.batch_size &&
         a.optimizer.accumulation == b.optimizer.accumulation &&
         a.optimizer.precision == b.optimizer.precision;
}

}  // namespace

std::vector<double> expected_seconds(const std::vector<RunRecord>& waiting,
                                     const std::vector<RunRecord>& newest_first,
                                     const std::map<std::string, std::int64_t>& vocabularies) {
  std::vector<Trained> trained;
  for (const RunRecord& run : newest_first) {
    if (!run.last || !(run.last->seconds > 0) || !(run.last->tokens > 0)) continue;
    if (auto known = sized(run, vocabularies))
      trained.push_back({*known, run.dataset_hash, run.last->tokens / run.last->seconds});
  }
  std::vector<double> seconds;
  for (const RunRecord& run : waiting) {
    double expected = not_a_number;
    const auto wanted = sized(run, vocabularies);
    if (wanted && !trained.empty() && run.total_steps > 0 && wanted->work > 0) {
      const auto same = std::ranges::find_if(trained, [&](const Trained& one) {
        return one.dataset == run.dataset_hash && takes_as_long(one.recipe, wanted->recipe);
      });
      const auto distance = [&](const Trained& one) { return std::abs(std::log(one.work / wanted->work)); };
      const auto nearest = std::ranges::min_element(trained, {}, distance);  // The newest of equal ones.
      const double tokens = static_cast<double>(run.total_steps) * tokens_a_step(wanted->recipe);
      if (same != trained.end())
        expected = tokens / same->tokens_per_second;
      else if (distance(*nearest) < std::log(farthest))
        expected = tokens * wanted->work / (nearest->tokens_per_second * nearest->work);
    }
    if (wanted && wanted->recipe.budget.minutes > 0)
      expected = std::fmin(expected, wanted->recipe.budget.minutes * 60);  // fmin passes over NaN.
    seconds.push_back(expected);
  }
  return seconds;
}

}  // namespace cloze::ui
