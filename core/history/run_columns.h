// SPDX-License-Identifier: GPL-3.0-or-later
// What a table of runs can show and a filter can ask for: facts of the record, its last and best metrics,
// what they were at a step, and every setting of the recipe. A new setting is a column by itself. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/config/recipe_fields.h"
#include "core/history/history.h"

namespace cloze {

/// How a column's values are told to a person and typed by one.
enum class RunColumnKind {
  text,
  count,  ///< Whole numbers.
  real,
  loss,   ///< Nats.
  share,  ///< 0 to 1; "40%" when typed.
  time,   ///< Unix seconds; a date when typed.
  span,   ///< Seconds; "90", "15m", "2h", "3d" when typed.
};

/// Nothing where the run does not have it: no step yet, no evaluation, a recipe that cannot be read. Numbers
/// of every kind are doubles, NaN and infinity among them.
using RunValue = std::variant<std::monostate, double, std::string>;

struct RunColumn {
  /// "held_out_loss", "model.layers": what a filter calls it; "loss@step" where it says a number for step.
  std::string_view name;
  std::string_view label;  ///< "Held-out loss".
  std::string_view help;   ///< One line.
  RunColumnKind kind = RunColumnKind::text;
  bool usual = false;              ///< Shown until a person chooses other columns.
  const Field* setting = nullptr;  ///< What it reads of the recipe; nullptr for facts.
  RunValue (*fact)(const RunRecord& run, const Recipe* recipe) = nullptr;
  /// What it reads of a step that whoever shows the column chooses; nullptr for all others.
  RunValue (*at_step)(const RunAtStep& at) = nullptr;
  bool needs_recipe = false;

  /// recipe: the run's, or nullptr when this version cannot read it. at: what the run was at the step that is
  /// asked for; nullptr while nobody has read it.
  RunValue value(const RunRecord& run, const Recipe* recipe, const RunAtStep* at = nullptr) const;
};

/// All columns, those shown at first in front. Lives as long as the program.
std::span<const RunColumn> run_columns();

struct FoundColumn {
  const RunColumn* column = nullptr;
  std::int64_t step = 0;  ///< Of a column at a step; 0 for all others.
};
/// The column of a name as people type it: any case, '-' for '_', a setting without its group where that
/// names only one, and a few usual short forms ("lr", "batch", "val_loss"); "loss@1000" or "loss@10k" is the
/// loss at that step. bad_input with the nearest names.
Result<FoundColumn> find_run_column(std::string_view name);

}  // namespace cloze
