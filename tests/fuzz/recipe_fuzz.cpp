// SPDX-License-Identifier: GPL-3.0-or-later
// A recipe's JSON: what is accepted is within all ranges of single fields and comes back equal.
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto recipe = recipe_from_json(fuzz::text(data, size), "FILE");
  if (!recipe) {
    fuzz::require_told(recipe.error());
    return 0;
  }
  const auto again = recipe_from_json(recipe_to_json(*recipe), "FILE");
  fuzz::require(again && *again == *recipe, "a recipe comes back equal");
  static_cast<void>(problems(*recipe));
  return 0;
}
