// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/recipe_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/config/model_size.h"
#include "core/config/recipe_fields.h"
#include "tests/core/config/support.h"
#include "tests/support/places.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::another_value;
using testing::AllOf;
using testing::HasSubstr;

Error refused(std::string_view json) {
  const auto recipe = recipe_from_json(json, "recipe.json");
  if (recipe) {
    ADD_FAILURE() << "accepted: " << json.substr(0, 200);
    return {};
  }
  EXPECT_THAT(recipe.error().message, HasSubstr("recipe.json"));
  EXPECT_LT(recipe.error().message.size(), 300u);
  return recipe.error();
}

TEST(RecipeJsonTest, EveryFieldComesBack) {
  for (const Field& field : recipe_fields()) {
    Recipe recipe;
    field.set(recipe, another_value(field, recipe));
    const auto back = recipe_from_json(recipe_to_json(recipe), "test");
    ASSERT_TRUE(back) << to_string(back.error());
    EXPECT_EQ(*back, recipe) << field.path;
  }
}

TEST(RecipeJsonTest, BoundsComeBackToo) {
  for (const Field& field : recipe_fields()) {
    if (field.kind != FieldKind::integer && field.kind != FieldKind::real) continue;
    for (const double bound : {field.minimum, field.maximum}) {
      Recipe recipe;
      if (field.kind == FieldKind::integer)
        field.set(recipe, static_cast<std::int64_t>(bound));
      else
        field.set(recipe, bound);
      const auto back = recipe_from_json(recipe_to_json(recipe), "test");
      ASSERT_TRUE(back) << to_string(back.error());
      EXPECT_EQ(*back, recipe) << field.path;
    }
  }
}

TEST(RecipeJsonTest, TheDescriptionComesBack) {
  Recipe recipe;
  recipe.description = "line\n\"quoted\" 试";
  EXPECT_EQ(recipe_from_json(recipe_to_json(recipe), "test")->description, recipe.description);
  recipe.description = "not UTF-8: \xff";
  EXPECT_EQ(recipe_from_json(recipe_to_json(recipe), "test")->description, "not UTF-8: \xEF\xBF\xBD");
}

TEST(RecipeJsonTest, AllIsWrittenAndGrouped) {
  const auto json = nlohmann::json::parse(recipe_to_json(Recipe{}));
  EXPECT_EQ(json.at("format"), 1);
  for (const Field& field : recipe_fields()) {
    const auto& place = field.group().empty() ? json : json.at(std::string(field.group()));
    EXPECT_TRUE(place.contains(std::string(field.name()))) << field.path;
  }
}

TEST(RecipeJsonTest, MissingKeysKeepTheirDefaults) {
  EXPECT_EQ(*recipe_from_json("{}", "test"), Recipe{});
  Recipe expected;
  expected.model.layers = 7;
  EXPECT_EQ(*recipe_from_json(R"({"model": {"layers": 7}})", "test"), expected);
}

TEST(RecipeJsonTest, AnUnknownKeyNamesTheNearest) {
  const Error in_group = refused(R"({"model": {"hiden": 128}})");
  EXPECT_EQ(in_group.code, ErrorCode::bad_input);
  EXPECT_THAT(in_group.message, HasSubstr("'model.hiden'"));
  EXPECT_EQ(in_group.hint, "did you mean 'model.hidden'?");
  const Error group = refused(R"({"modell": {}})");
  EXPECT_THAT(group.message, HasSubstr("'modell'"));
  EXPECT_EQ(group.hint, "did you mean 'model'?");
  EXPECT_EQ(refused(R"({"sed": 1})").hint, "did you mean 'seed'?");
  EXPECT_EQ(refused(R"({"qqqqqqqqqqqqqqqq": 1})").hint, "");
}

TEST(RecipeJsonTest, AWrongTypeNamesKeyValueAndWhatIsAllowed) {
  struct Case {
    const char *json, *path, *value, *allowed;
  };
  for (const Case& wrong : {
           Case{R"({"model": {"layers": "2"}})", "model.layers", "\"2\"", "a whole number"},
           Case{R"({"model": {"layers": 2.5}})", "model.layers", "2.5", "a whole number"},
           Case{R"({"model": {"layers": true}})", "model.layers", "true", "a whole number"},
           Case{R"({"model": {"layers": null}})", "model.layers", "null", "a whole number"},
           Case{R"({"model": {"layers": [2]}})", "model.layers", "an array", "a whole number"},
           Case{R"({"model": {"dropout": "0"}})", "model.dropout", "\"0\"", "a number"},
           Case{R"({"model": {"dropout": {}}})", "model.dropout", "an object", "a number"},
           Case{R"({"model": {"gated": 1}})", "model.gated", "1", "true or false"},
           Case{R"({"model": {"gated": "true"}})", "model.gated", "\"true\"", "true or false"},
           Case{R"({"model": {"family": 1}})", "model.family", "1", "\"classic\", \"modern\""},
           Case{R"({"seed": "1"})", "seed", "\"1\"", "a whole number"},
           Case{R"({"model": 3})", "model", "number", "an object"},
           Case{R"({"model": [1]})", "model", "array", "an object"},
           Case{R"({"description": 3})", "description", "3", "text"},
           Case{R"({"format": "1"})", "format", "\"1\"", "1"},
           Case{R"({"format": 0})", "format", "0", "1"},
       }) {
    const Error error = refused(wrong.json);
    EXPECT_EQ(error.code, ErrorCode::bad_input) << wrong.json;
    EXPECT_THAT(error.message,
                AllOf(HasSubstr(wrong.path), HasSubstr(wrong.value), HasSubstr(wrong.allowed)));
  }
}

TEST(RecipeJsonTest, AValueOutOfRangeNamesTheRange) {
  const Error layers = refused(R"({"model": {"layers": 0}})");
  EXPECT_THAT(layers.message, AllOf(HasSubstr("model.layers"), HasSubstr("'0'")));
  EXPECT_THAT(layers.hint, HasSubstr("from 1 to 96"));
  EXPECT_THAT(refused(R"({"model": {"layers": 18446744073709551615}})").hint, HasSubstr("from 1 to 96"));
  EXPECT_THAT(refused(R"({"optimizer": {"learning_rate": -1}})").hint, HasSubstr("from 1e-08 to 1"));
  EXPECT_THAT(refused(R"({"model": {"family": "bert"}})").hint, HasSubstr("one of classic, modern"));
  EXPECT_EQ(refused(R"({"optimizer": {"learning_rate": 1e400}})").code, ErrorCode::bad_input);
}

TEST(RecipeJsonTest, BadJsonNamesTheLine) {
  EXPECT_THAT(refused("{\n  \"model\": {\n    \"layers\": 2,,\n  }\n}").message, HasSubstr("line 3"));
  EXPECT_THAT(refused("").message, HasSubstr("line 1"));
  EXPECT_THAT(refused("{\n\"seed\": 1\n").message, HasSubstr("not valid JSON"));
  EXPECT_THAT(refused("{} x").message, HasSubstr("not valid JSON"));
  EXPECT_THAT(refused("{\"description\": \"\xff\"}").message, HasSubstr("not valid JSON"));
  for (const char* text : {"[]", "3", "null", "\"text\""})
    EXPECT_THAT(refused(text).message, HasSubstr("a JSON object"));
}

TEST(RecipeJsonTest, AKeyThatStandsTwiceIsRefused) {
  EXPECT_THAT(refused(R"({"seed": 1, "seed": 2})").message, HasSubstr("'seed' appears twice"));
  EXPECT_THAT(refused(R"({"model": {"layers": 1, "layers": 2}})").message,
              HasSubstr("'layers' appears twice"));
  EXPECT_TRUE(
      recipe_from_json(R"({"checkpoint": {"every_steps": 1}, "evaluation": {"every_steps": 2}})", "test"))
      << "the same name in two groups is no repetition";
}

TEST(RecipeJsonTest, DeepNestingIsAnErrorNotACrash) {
  const std::string depth(300'000, '[');
  EXPECT_EQ(refused("{\"model\": {\"layers\": " + depth + std::string(depth.size(), ']') + "}}").code,
            ErrorCode::bad_input);
  EXPECT_EQ(refused("{\"seed\": " + depth).code, ErrorCode::bad_input);
}

TEST(RecipeJsonTest, ANewerFormatIsTold) {
  const Error error = refused(R"({"format": 2, "model": {"experts": 8}})");
  EXPECT_EQ(error.code, ErrorCode::newer_version);
  EXPECT_THAT(error.message, HasSubstr("format 2"));
}

TEST(PresetsTest, AllOfThemLoadAndCanBeRun) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_path("resources/presets"))) {
    ++files;
    const auto recipe = recipe_from_json(test::file_bytes(entry.path()), entry.path().string());
    ASSERT_TRUE(recipe) << to_string(recipe.error());
    const auto valid = validate(*recipe);
    EXPECT_TRUE(valid) << entry.path() << ": " << to_string(valid.error());
    const auto named = load_recipe(entry.path().stem().string());
    ASSERT_TRUE(named) << entry.path() << " is not built into the program";
    EXPECT_EQ(*named, *recipe) << entry.path();
    EXPECT_FALSE(recipe->description.empty()) << entry.path();
  }
  EXPECT_EQ(presets().size(), files);
}

TEST(PresetsTest, TheSmallestComesFirst) {
  std::int64_t last = 0;
  for (const Preset& preset : presets()) {
    const std::int64_t size = count_parameters(preset.recipe.model, 30522).encoder;
    EXPECT_GE(size, last) << preset.name;
    last = size;
  }
}

TEST(PresetsTest, TheShapesAreAsPromised) {
  const std::tuple<const char*, int, int> shapes[] = {{"tiny", 2, 128},  {"mini", 4, 256},
                                                      {"small", 4, 512}, {"medium", 8, 512},
                                                      {"base", 12, 768}, {"large", 24, 1024}};
  for (const auto& [name, layers, hidden] : shapes) {
    const auto recipe = load_recipe(name);
    ASSERT_TRUE(recipe) << name;
    EXPECT_EQ(recipe->model.layers, layers) << name;
    EXPECT_EQ(recipe->model.hidden, hidden) << name;
  }
  EXPECT_TRUE(load_recipe("classic")->objective.next_sentence);
}

TEST(LoadRecipeTest, TakesAFileOrSaysWhatThereIs) {
  const test::TemporaryFolder folder;
  test::put_file(folder / "mine.json", R"({"seed": 77})");
  EXPECT_EQ(load_recipe((folder / "mine.json").string())->seed, 77);
  test::put_file(folder / "bad.json", "{");
  EXPECT_THAT(load_recipe((folder / "bad.json").string()).error().message, HasSubstr("bad.json"));
  const auto missing = load_recipe("quikstart");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().hint, "did you mean 'quickstart'?");
  EXPECT_THAT(load_recipe("nothing/like/it.json").error().hint, HasSubstr("quickstart"));
  EXPECT_EQ(load_recipe(folder.path().string()).error().code, ErrorCode::io);
  test::put_file(folder / "huge.json", std::string(2 << 20, ' '));
  EXPECT_EQ(load_recipe((folder / "huge.json").string()).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
