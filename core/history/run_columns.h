// SPDX-License-Identifier: GPL-3.0-or-later
// What a table of runs can show and a filter can ask for: facts of the record, its last metrics, and every
// setting of the recipe. A new setting is a column by itself. Any thread.
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
  std::string_view name;   ///< "held_out_loss", "model.layers": what a filter calls it.
  std::string_view label;  ///< "Held-out loss".
  std::string_view help;   ///< One line.
  RunColumnKind kind = RunColumnKind::text;
  bool usual = false;              ///< Shown until a person chooses other columns.
  const Field* setting = nullptr;  ///< What it reads of the recipe; nullptr for facts.
  RunValue (*fact)(const RunRecord& run, const Recipe* recipe) = nullptr;
  bool needs_recipe = false;

  /// recipe: the run's, or nullptr when this version cannot read it.
  RunValue value(const RunRecord& run, const Recipe* recipe) const;
};

/// All columns, those shown at first in front. Lives as long as the program.
std::span<const RunColumn> run_columns();

/// The column of a name as people type it: any case, '-' for '_', a setting without its group where that
/// names only one, and a few usual short forms ("lr", "batch", "val_loss"). bad_input with the nearest names.
Result<const RunColumn*> find_run_column(std::string_view name);

}  // namespace cloze
