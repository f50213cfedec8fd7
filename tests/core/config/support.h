// SPDX-License-Identifier: GPL-3.0-or-later
// Shared by the tests of the recipe.
#pragma once

#include <string>

#include "core/config/recipe_fields.h"

namespace cloze::test {

/// A value that the field allows and that differs from the one in the recipe.
inline FieldValue another_value(const Field& field, const Recipe& recipe) {
  const FieldValue current = field.get(recipe);
  switch (field.kind) {
    case FieldKind::boolean:
      return !std::get<bool>(current);
    case FieldKind::integer: {
      const auto value = static_cast<std::int64_t>(field.minimum + (field.maximum - field.minimum) / 3);
      return FieldValue(value == std::get<std::int64_t>(current) ? value + 1 : value);
    }
    case FieldKind::real: {
      // A third is not a short number: all its digits have to survive.
      const double value = field.minimum + (field.maximum - field.minimum) / 3;
      return FieldValue(value == std::get<double>(current) ? value / 2 : value);
    }
    case FieldKind::choice:
      for (const std::string_view name : field.choices)
        if (std::string(name) != std::get<std::string>(current)) return FieldValue(std::string(name));
  }
  return current;
}

/// The defaults with a limit set.
inline Recipe runnable() {
  Recipe recipe;
  recipe.budget.steps = 100;
  return recipe;
}

}  // namespace cloze::test
