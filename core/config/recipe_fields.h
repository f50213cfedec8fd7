// SPDX-License-Identifier: GPL-3.0-or-later
// The Recipe described to itself: one entry per setting, from which JSON, --set and the studio's form are
// made.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"

namespace cloze {

enum class FieldKind { boolean, integer, real, choice };

using FieldValue = std::variant<bool, std::int64_t, double, std::string>;

struct Field {
  std::string_view path;   ///< "model.layers"; "seed" stands alone.
  std::string_view label;  ///< "Layers"
  std::string_view unit;   ///< "steps", "tokens", ...; empty for a plain number.
  std::string_view help;   ///< One line.
  FieldKind kind = FieldKind::integer;
  double minimum = 0;  ///< Smallest and largest value allowed, both included; numbers only.
  double maximum = 0;
  std::vector<std::string_view> choices;  ///< Names allowed; choice only.
  bool advanced = false;                  ///< Folded away in the form until asked for.
  FieldValue (*get)(const Recipe&) = nullptr;
  /// The value's alternative must be the field's kind; a choice must be one of the names.
  void (*set)(Recipe&, const FieldValue&) = nullptr;

  std::string_view group() const;  ///< "model"; empty for "seed".
  std::string_view name() const;   ///< "layers"
};

/// All settings in the order in which a form shows them. Lives as long as the program; read from any thread.
std::span<const Field> recipe_fields();

/// The field at a path, or nullptr.
const Field* find_field(std::string_view path);

/// Title of a group for people: "Model", "Objective", ...
std::string_view group_title(std::string_view group);

/// The value as JSON would write it: true, 12, 0.003, modern.
std::string to_string(const FieldValue& value);

/// The candidate with the smallest edit distance to word, or empty when none is near.
std::string nearest(std::string_view word, std::span<const std::string_view> candidates);

/// Sets one field from text as typed on a command line ("model.layers", "4"). Unknown path: bad_input naming
/// the nearest one. Wrong type or out of range: bad_input naming path, value and what is allowed.
Result<void> set_field(Recipe& recipe, std::string_view path, std::string_view text);

/// A setting that differs between recipes, or that is wrong in one.
struct Problem {
  std::string path;
  std::string message;
};

/// Everything that is wrong with a recipe: ranges, and what must hold between fields. Empty when it can be
/// run.
std::vector<Problem> problems(const Recipe& recipe);

/// problems() as one error that names each of them.
Result<void> validate(const Recipe& recipe);

/// Paths whose values differ between two recipes, in form order.
std::vector<std::string> differing_fields(const Recipe& a, const Recipe& b);

}  // namespace cloze
