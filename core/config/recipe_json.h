// SPDX-License-Identifier: GPL-3.0-or-later
// Recipe <-> JSON, strict in both directions: an unknown key, a wrong type or a value out of range is an
// error that names the key and the nearest valid one; what is written reads back to an equal Recipe. Format
// version 1.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"

namespace cloze {

/// Pretty-printed, every field written, grouped as the paths are.
std::string recipe_to_json(const Recipe& recipe);

/// Missing keys keep their defaults. origin ("recipe.json", "preset tiny") is named in errors.
Result<Recipe> recipe_from_json(std::string_view json, std::string_view origin);

struct Preset {
  std::string name;
  Recipe recipe;
};

/// The presets that ship with the program (resources/presets), smallest first.
const std::vector<Preset>& presets();

/// The recipe of a preset name, or of a JSON file.
Result<Recipe> load_recipe(const std::string& preset_or_file);

}  // namespace cloze
