// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_change.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/config/recipe_fields.h"

namespace cloze::test {
namespace {

TEST(RecipeChange, ChangesWhatMayChange) {
  Recipe before;
  before.budget.steps = 100;
  const std::vector<SettingChange> changes{{"optimizer.learning_rate", "0.0025"},
                                           {"evaluation.every_steps", "77"}};
  const auto after = changed_recipe(before, changes);
  ASSERT_TRUE(after) << to_string(after.error());
  EXPECT_EQ(after->optimizer.learning_rate, 0.0025);
  EXPECT_EQ(after->evaluation.every_steps, 77);
  EXPECT_EQ(differing_fields(before, *after),
            (std::vector<std::string>{"optimizer.learning_rate", "evaluation.every_steps"}));
  const std::string text = change_text(before, *after);
  EXPECT_NE(text.find("\u2192 0.0025, evaluation.every_steps"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\u2192 77")) << text;
  EXPECT_EQ(change_text(before, before), "");
}

TEST(RecipeChange, RefusesEverythingElse) {
  Recipe before;
  before.budget.steps = 100;
  int refused = 0;
  for (const Field& field : recipe_fields()) {
    if (may_change_in_a_run(field.path)) continue;
    // Another value of the same kind.
    const FieldValue now = field.get(before);
    std::string other;
    if (const bool* flag = std::get_if<bool>(&now)) other = *flag ? "false" : "true";
    if (const auto* whole = std::get_if<std::int64_t>(&now))
      other = std::to_string(static_cast<double>(*whole) < field.maximum ? *whole + 1 : *whole - 1);
    if (const auto* real = std::get_if<double>(&now))
      other = fmt::format("{}", *real != field.minimum ? field.minimum : field.maximum);
    if (field.kind == FieldKind::choice)
      other = field.choices[field.choices[0] == std::get<std::string>(now) ? 1 : 0];
    const std::vector<SettingChange> changes{{std::string(field.path), other}};
    const auto after = changed_recipe(before, changes);
    EXPECT_FALSE(after) << field.path << " " << other;
    if (after) continue;
    EXPECT_EQ(after.error().code, ErrorCode::bad_input);
    EXPECT_NE(after.error().message.find(field.path), std::string::npos) << after.error().message;
    ++refused;
  }
  EXPECT_GT(refused, 20);
  for (const SettingChange& wrong : {SettingChange{"optimizer.learning_rate", "-1"},
                                     {"optimizer.learning_rate", "fast"},
                                     {"optimizer.speed", "1"}})
    EXPECT_EQ(changed_recipe(before, std::vector{wrong}).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze::test
