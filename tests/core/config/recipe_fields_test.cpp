// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "tests/core/config/support.h"

namespace cloze {
namespace {

using test::another_value;
using test::runnable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> problem_paths(const Recipe& recipe) {
  std::vector<std::string> paths;
  for (const Problem& problem : problems(recipe)) paths.push_back(problem.path);
  return paths;
}

TEST(FieldsTest, EachIsDescribedAndSaysItsOwnPlace) {
  std::set<std::string_view> paths;
  for (const Field& field : recipe_fields()) {
    SCOPED_TRACE(field.path);
    EXPECT_TRUE(paths.insert(field.path).second) << "described twice";
    EXPECT_FALSE(field.label.empty());
    EXPECT_FALSE(field.help.empty());
    EXPECT_FALSE(group_title(field.group()).empty());
    EXPECT_EQ(find_field(field.path), &field);
    EXPECT_EQ(field.path,
              std::string(field.group()) + (field.group().empty() ? "" : ".") + std::string(field.name()));
    EXPECT_EQ(field.choices.size() >= 2, field.kind == FieldKind::choice);
    const bool number = field.kind == FieldKind::integer || field.kind == FieldKind::real;
    EXPECT_EQ(field.minimum < field.maximum, number);
  }
  EXPECT_EQ(find_field("model.none"), nullptr);
}

// The fields are all there is in a recipe beside its description: setting each from one recipe makes the
// other equal.
TEST(FieldsTest, TogetherTheyAreTheWholeRecipe) {
  Recipe changed;
  for (const Field& field : recipe_fields()) field.set(changed, another_value(field, Recipe{}));
  for (const Field& field : recipe_fields()) EXPECT_NE(field.get(changed), field.get(Recipe{})) << field.path;
  Recipe copy;
  for (const Field& field : recipe_fields()) field.set(copy, field.get(changed));
  EXPECT_EQ(copy, changed);
  // A member without a field would be missing from this sum of what has one.
  constexpr std::size_t members = 15 + 6 + 11 + 4 + 4 + 2 + 2 + 4 + 1;
  EXPECT_EQ(recipe_fields().size(), members);
}

TEST(FieldsTest, EachChangesItselfOnly) {
  for (const Field& field : recipe_fields()) {
    Recipe changed;
    field.set(changed, another_value(field, changed));
    EXPECT_THAT(differing_fields(Recipe{}, changed), ElementsAre(field.path));
  }
  EXPECT_THAT(differing_fields(Recipe{}, Recipe{}), IsEmpty());
}

TEST(FieldsTest, DifferencesComeInTheOrderOfTheForm) {
  Recipe changed;
  changed.seed = 5;
  changed.model.layers = 9;
  changed.budget.steps = 4;
  changed.description = "decides nothing";
  EXPECT_THAT(differing_fields(Recipe{}, changed), ElementsAre("model.layers", "budget.steps", "seed"));
}

TEST(SetFieldTest, TakesWhatIsWrittenForEveryField) {
  for (const Field& field : recipe_fields()) {
    Recipe wanted, set;
    field.set(wanted, another_value(field, wanted));
    const auto done = set_field(set, field.path, to_string(field.get(wanted)));
    ASSERT_TRUE(done) << to_string(done.error());
    EXPECT_EQ(set, wanted) << field.path;
  }
}

TEST(SetFieldTest, TakesTheUsualSpellings) {
  Recipe recipe;
  EXPECT_TRUE(set_field(recipe, "budget.steps", "1e6"));
  EXPECT_EQ(recipe.budget.steps, 1'000'000);
  EXPECT_TRUE(set_field(recipe, "optimizer.learning_rate", "3e-3"));
  EXPECT_EQ(recipe.optimizer.learning_rate, 0.003);
  for (const char* yes : {"true", "1", "on"}) {
    recipe.model.gated = false;
    EXPECT_TRUE(set_field(recipe, "model.gated", yes));
    EXPECT_TRUE(recipe.model.gated);
  }
  for (const char* no : {"false", "0", "off"}) {
    recipe.model.gated = true;
    EXPECT_TRUE(set_field(recipe, "model.gated", no));
    EXPECT_FALSE(recipe.model.gated);
  }
}

TEST(SetFieldTest, RefusesWhatDoesNotFitAndChangesNothing) {
  const auto refused = [](std::string_view path, const std::string& text) {
    Recipe recipe;
    const auto set = set_field(recipe, path, text);
    EXPECT_EQ(recipe, Recipe{}) << path << " took part of '" << text << "'";
    if (set) {
      ADD_FAILURE() << path << " took '" << text << "'";
      return std::string();
    }
    EXPECT_EQ(set.error().code, ErrorCode::bad_input);
    EXPECT_THAT(set.error().message, HasSubstr(std::string(path)));
    return to_string(set.error());
  };
  for (const char* text : {"", "four", "4x", " 4", "4.5", "nan", "inf", "1e300", "99999999999999999999", "0",
                           "-1", "97", "true"})
    EXPECT_THAT(refused("model.layers", text), HasSubstr("a whole number from 1 to 96"));
  for (const char* text : {"", "nan", "inf", "-inf", "1e400", "0", "1.5", "1,5", "0.1.2", "true"})
    EXPECT_THAT(refused("optimizer.learning_rate", text), HasSubstr("a number from 1e-08 to 1"));
  for (const char* text : {"", "yes", "2", "TRUE"})
    EXPECT_THAT(refused("model.gated", text), HasSubstr("true or false"));
  for (const char* text : {"", "bert", "Modern", "0"})
    EXPECT_THAT(refused("model.family", text), HasSubstr("one of classic, modern"));
  refused("seed", "9007199254740992");
  EXPECT_LT(refused("model.family", std::string(100'000, 'x')).size(), 300u)
      << "the message repeats all of it";
}

TEST(SetFieldTest, AnUnknownPathIsToldWithTheNearest) {
  const auto hint = [](std::string_view path) {
    Recipe recipe;
    const auto set = set_field(recipe, path, "1");
    EXPECT_FALSE(set);
    EXPECT_THAT(set.error().message, HasSubstr(std::string(path)));
    return set.error().hint;
  };
  EXPECT_EQ(hint("model.layrs"), "did you mean 'model.layers'?");
  EXPECT_EQ(hint("optimiser.learning_rate"), "did you mean 'optimizer.learning_rate'?");
  EXPECT_EQ(hint("learning_rate"), "did you mean 'optimizer.learning_rate'?") << "a name without its group";
  EXPECT_EQ(hint("qqqqqqqqqqqqqqqqqqqqqq"), "");
}

TEST(NearestTest, IsTheOneWithTheFewestEdits) {
  const std::vector<std::string_view> words{"layers", "heads", "hidden", "seed"};
  EXPECT_EQ(nearest("layers", words), "layers");
  EXPECT_EQ(nearest("hiden", words), "hidden");
  EXPECT_EQ(nearest("head", words), "heads");
  EXPECT_EQ(nearest("sede", words), "seed");
  EXPECT_EQ(nearest("dropout", words), "");
  EXPECT_EQ(nearest("", words), "");
  EXPECT_EQ(nearest("xy", std::vector<std::string_view>{"ab", "c"}), "") << "nothing in common";
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(ProblemsTest, ARecipeThatCanBeRunHasNone) {
  EXPECT_THAT(problem_paths(runnable()), IsEmpty());
  EXPECT_TRUE(validate(runnable()));
}

TEST(ProblemsTest, EveryRangeIsChecked) {
  for (const Field& field : recipe_fields()) {
    if (field.kind != FieldKind::integer && field.kind != FieldKind::real) continue;
    for (const double outside : {field.minimum - 1, field.maximum * 2 + 1}) {
      Recipe recipe = runnable();
      if (field.kind == FieldKind::integer)
        field.set(recipe, static_cast<std::int64_t>(outside));
      else
        field.set(recipe, outside);
      EXPECT_THAT(problem_paths(recipe), testing::Contains(std::string(field.path))) << outside;
      ASSERT_FALSE(validate(recipe));
      EXPECT_THAT(validate(recipe).error().message, HasSubstr(std::string(field.path)));
    }
    if (field.kind == FieldKind::real) {
      Recipe recipe = runnable();
      field.set(recipe, std::numeric_limits<double>::quiet_NaN());
      EXPECT_THAT(problem_paths(recipe), testing::Contains(std::string(field.path))) << "NaN";
    }
  }
}

TEST(ProblemsTest, HiddenSizeMustBeDivisibleByTheHeads) {
  Recipe recipe = runnable();
  recipe.model.hidden = 130;
  recipe.model.heads = 4;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("model.hidden"));
  EXPECT_THAT(problems(recipe)[0].message, HasSubstr("130 is not divisible by 4"));
  recipe.model.heads = 0;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("model.heads")) << "and no division by zero";
}

TEST(ProblemsTest, RotaryPositionsNeedAnEvenSizePerHead) {
  Recipe recipe = runnable();
  recipe.model.hidden = 15;
  recipe.model.heads = 5;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("model.heads"));
  recipe.model.family = Family::classic;
  EXPECT_THAT(problem_paths(recipe), IsEmpty());
}

TEST(ProblemsTest, ASequenceMustFitThePositions) {
  Recipe recipe = runnable();
  recipe.model.max_positions = 64;
  recipe.objective.sequence_length = 65;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("objective.sequence_length"));
  EXPECT_THAT(problems(recipe)[0].message, HasSubstr("65 tokens is longer than the model's 64"));
  recipe.objective.sequence_length = 64;
  EXPECT_THAT(problem_paths(recipe), IsEmpty());
}

TEST(ProblemsTest, PartsThatBelongToTheOtherFamily) {
  Recipe recipe = runnable();
  recipe.objective.next_sentence = true;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("objective.next_sentence"));
  recipe.model.family = Family::classic;
  EXPECT_THAT(problem_paths(recipe), IsEmpty());
  recipe.model.gated = true;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("model.gated"));
}

TEST(ProblemsTest, SharesOfMasksAddUpToOneAtMost) {
  Recipe recipe = runnable();
  recipe.objective.mask_token_share = 0.9;
  recipe.objective.random_token_share = 0.1;
  EXPECT_THAT(problem_paths(recipe), IsEmpty());
  recipe.objective.random_token_share = 0.2;
  EXPECT_THAT(problem_paths(recipe), ElementsAre("objective.random_token_share"));
}

TEST(ProblemsTest, OneLimitMustBeSet) {
  Recipe recipe = runnable();
  recipe.budget = {};
  EXPECT_THAT(problem_paths(recipe), ElementsAre("budget.steps"));
  for (const char* path : {"budget.steps", "budget.tokens", "budget.epochs", "budget.minutes"}) {
    Recipe limited = recipe;
    ASSERT_TRUE(set_field(limited, path, "3"));
    EXPECT_THAT(problem_paths(limited), IsEmpty()) << path;
  }
}

TEST(ProblemsTest, AllOfThemAreTold) {
  Recipe recipe;
  recipe.model.layers = 0;
  recipe.model.hidden = 129;
  const auto valid = validate(recipe);
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().code, ErrorCode::bad_input);
  for (const char* path : {"model.layers", "model.hidden", "budget.steps"})
    EXPECT_THAT(valid.error().message, HasSubstr(path));
}

}  // namespace
}  // namespace cloze
