// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/config/recipe_fields.h"

namespace cloze {
namespace {

constexpr std::array<std::string_view, 6> changeable{"optimizer.learning_rate", "optimizer.clip_norm",
                                                     "evaluation.every_steps",  "evaluation.max_rows",
                                                     "checkpoint.every_steps",  "checkpoint.keep"};

}  // namespace

bool may_change_in_a_run(std::string_view path) {
  return std::ranges::find(changeable, path) != changeable.end();
}

Result<Recipe> changed_recipe(const Recipe& recipe, std::span<const SettingChange> changes) {
  Recipe changed = recipe;
  for (const SettingChange& change : changes) CLOZE_CHECK(set_field(changed, change.path, change.value));
  for (const std::string& path : differing_fields(recipe, changed))
    if (!may_change_in_a_run(path))
      return fail(ErrorCode::bad_input, fmt::format("{} cannot change while a run is in training", path),
                  "change the recipe and train another one");
  CLOZE_CHECK(validate(changed));
  return changed;
}

std::string change_text(const Recipe& before, const Recipe& after) {
  std::string text;
  for (const std::string& path : differing_fields(before, after)) {
    const Field* field = find_field(path);
    text += fmt::format("{}{} {} \u2192 {}", text.empty() ? "" : ", ", path, to_string(field->get(before)),
                        to_string(field->get(after)));
  }
  return text;
}

}  // namespace cloze
