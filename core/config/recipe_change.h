// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that may change while a run is in training: those that neither its rows nor its weights nor the
// budget it is measured by are made of. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"

namespace cloze {

struct SettingChange {
  std::string path, value;  ///< As set_field() takes them.
  bool operator==(const SettingChange&) const = default;
};

bool may_change_in_a_run(std::string_view path);

/// bad_input for a setting that is unknown, wrong, or may not change.
Result<Recipe> changed_recipe(const Recipe& recipe, std::span<const SettingChange> changes);

/// "optimizer.learning_rate 0.005 → 0.002, evaluation.every_steps 250 → 100"; empty for equal recipes.
std::string change_text(const Recipe& before, const Recipe& after);

}  // namespace cloze
