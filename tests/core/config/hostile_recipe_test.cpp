// SPDX-License-Identifier: GPL-3.0-or-later
// Recipe files that nobody meant as one: a clear error each, in bounded memory and time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/config/recipe_fields.h"
#include "core/config/recipe_json.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::put_file;
using test::repeated;
using test::TemporaryFolder;
using testing::HasSubstr;

std::string keys(int count) {
  std::string out = "{";
  for (int i = 0; i < count; ++i) out += "\"" + std::to_string(i) + "\":0,";
  return out + "\"end\":0}";
}

struct Case {
  const char* name;
  std::string json;
  const char* message;
  ErrorCode code = ErrorCode::bad_input;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Case> cases() {
  return {
      {"Empty", "", "not valid JSON at line 1"},
      {"Zeros", std::string(100, '\0'), "not valid JSON at line 1"},
      {"ByteOrderMarkOfUtf16", "\xFF\xFE{", "not valid JSON at line 1"},
      {"Null", "null", "a recipe is a JSON object"},
      {"AList", "[{}]", "a recipe is a JSON object"},
      {"DeepLists", repeated("[", 500'000), "nested deeper than 32 levels"},
      {"DeepObjects", repeated("{\"model\":", 100'000), "nested deeper than 32 levels"},
      {"DeepInAValue", "{\"model\": {\"layers\": " + repeated("[", 50'000) + repeated("]", 50'000) + "}}",
       "nested deeper than 32 levels"},
      {"NestedAsFarAsAllowed", "{\"seed\": " + repeated("[", 31) + repeated("]", 31) + "}",
       "seed is an array"},
      {"AHundredThousandKeys", keys(100'000), "more than 1000 keys in one object"},
      {"KeyTwice", R"({"seed": 1, "seed": 1})", "the key 'seed' appears twice"},
      {"KeyTwiceWithin", R"({"model": {"hidden": 64, "hidden": 64}})", "the key 'hidden' appears twice"},
      {"KeyTwiceInOtherSpelling", R"({"seed": 1, "\u0073eed": 1})", "the key 'seed' appears twice"},
      {"EmptyKey", R"({"": 1})", "unknown key ''"},
      {"AKeyOfAMegabyte", "{\"" + std::string(1 << 19, 'k') + "\": 1}", "unknown key 'kkk"},
      {"AKeyWithAnEscapeSequence", R"({"\u001b[2J": 1})", "unknown key '\\x1b[2J'"},
      {"AKeyWithAZero", R"({"seed\u0000": 1})", "unknown key 'seed\\x00'"},
      {"Infinity", R"({"model": {"dropout": 1e999}})", "holds a number that is too large"},
      {"NotANumber", R"({"model": {"dropout": NaN}})", "not valid JSON at line 1"},
      {"NotANumberAsText", R"({"model": {"dropout": "NaN"}})",
       "model.dropout is \"NaN\", it must be a number"},
      {"AWholeNumberTooLarge", R"({"model": {"layers": 99999999999999999999}})", "model.layers is 1e+20"},
      {"TheLargestWholeNumber", R"({"model": {"hidden": 18446744073709551615}})",
       "model.hidden cannot be '18446744073709551615'"},
      {"TheSmallestWholeNumber", R"({"seed": -9223372036854775808})",
       "seed cannot be '-9223372036854775808'"},
      {"AMillionDigits", "{\"seed\": " + std::string(900'000, '9') + "}", "holds a number that is too large"},
      {"ANegativeZero", R"({"optimizer": {"batch_size": -0}})", "optimizer.batch_size cannot be '0'"},
      {"AFractionOfALayer", R"({"model": {"layers": 1.5}})",
       "model.layers is 1.5, it must be a whole number"},
      {"ABooleanAsANumber", R"({"model": {"gated": 1}})", "model.gated is 1, it must be true or false"},
      {"ATextAsAGroup", R"({"model": "large"})", "'model' is string, it must be an object"},
      {"AListAsAGroup", R"({"model": [1]})", "'model' is array, it must be an object"},
      {"ALongTextAsAChoice", "{\"model\": {\"family\": \"" + std::string(500'000, 'x') + "\"}}",
       "model.family cannot be 'xxx"},
      {"AnObjectAsADescription", R"({"description": {}})", "description is an object, it must be text"},
      {"AFormatOfZero", R"({"format": 0})", "format is 0, it must be 1"},
      {"AFormatAsText", R"({"format": "1"})", "format is \"1\", it must be 1"},
      {"ANewerFormat", R"({"format": 2})", "written in recipe format 2", ErrorCode::newer_version},
      {"ABadEscape", R"({"description": "\uD800"})", "not valid JSON at line 1"},
      {"Comments", "{ // here\n}", "not valid JSON at line 1"},
      {"TwoRecipes", "{}\n{}", "not valid JSON at line 2"},
  };
}

class HostileRecipe : public testing::TestWithParam<Case> {};

TEST_P(HostileRecipe, IsRefusedWithTheReason) {
  const Stopwatch watch;
  const auto recipe = recipe_from_json(GetParam().json, "recipe.json");
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, GetParam().code);
  EXPECT_THAT(recipe.error().message, HasSubstr("recipe.json: "));
  EXPECT_THAT(recipe.error().message, HasSubstr(GetParam().message));
  EXPECT_LT(recipe.error().message.size(), 1000u);
  EXPECT_LT(watch.seconds(), 5);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileRecipe, testing::ValuesIn(cases()),
                         [](const auto& info) { return std::string(info.param.name); });

struct FileCase {
  const char* name;
  std::function<fs::path(const fs::path&)> make;
  ErrorCode code;
  const char* message;
};
void PrintTo(const FileCase& one, std::ostream* out) {
  *out << one.name;
}

class HostileRecipeFile : public testing::TestWithParam<FileCase> {};

TEST_P(HostileRecipeFile, IsRefusedInLittleMemory) {
  const TemporaryFolder folder;
  const fs::path path = GetParam().make(folder.path());
  const auto recipe = load_recipe(path.string());
  ASSERT_FALSE(recipe);
  EXPECT_EQ(recipe.error().code, GetParam().code);
  EXPECT_THAT(recipe.error().message, HasSubstr(GetParam().message));
  test::expect_bounded_memory([&] { return !load_recipe(path.string()); }, std::int64_t{64} << 20);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileRecipeFile,
    testing::Values(FileCase{"AHundredMegabytes",
                             [](const fs::path& f) {
                               put_file(f / "r.json", "{}");
                               fs::resize_file(f / "r.json", 100'000'000);
                               return f / "r.json";
                             },
                             ErrorCode::bad_input, "r.json' has 100000000 bytes, more than the 1048576"},
                    FileCase{"AMegabyteOfZerosInAList",
                             [](const fs::path& f) {
                               put_file(f / "r.json", "[" + repeated("0,", 500'000) + "0]");
                               return f / "r.json";
                             },
                             ErrorCode::bad_input, "a recipe is a JSON object"},
                    FileCase{"AnEndlessDevice", [](const fs::path&) { return fs::path("/dev/zero"); },
                             ErrorCode::bad_input, "'/dev/zero' is a device, not a file"},
                    FileCase{"APipe",
                             [](const fs::path& f) {
                               ::mkfifo((f / "r.json").c_str(), 0600);
                               return f / "r.json";
                             },
                             ErrorCode::bad_input, "r.json' is a pipe, not a file"},
                    FileCase{"AFolder", [](const fs::path& f) { return f; }, ErrorCode::io, "Is a directory"},
                    FileCase{"AFileThatHasNoSize", [](const fs::path&) { return fs::path("/proc/version"); },
                             ErrorCode::bad_input, "not valid JSON"},
                    FileCase{"ALinkLoop",
                             [](const fs::path& f) {
                               fs::create_symlink("r.json", f / "r.json");
                               return f / "r.json";
                             },
                             ErrorCode::io, "Too many levels of symbolic links"},
                    FileCase{"ANameTooLong", [](const fs::path& f) { return f / std::string(5000, 'r'); },
                             ErrorCode::io, "File name too long"},
                    FileCase{"Nothing", [](const fs::path&) { return fs::path(); }, ErrorCode::not_found,
                             "no preset and no file is named ''"}),
    [](const auto& info) { return std::string(info.param.name); });

struct SettingCase {
  const char *name, *path, *value, *message;
};
void PrintTo(const SettingCase& one, std::ostream* out) {
  *out << one.name;
}

class HostileSetting : public testing::TestWithParam<SettingCase> {};

TEST_P(HostileSetting, IsRefusedAndChangesNothing) {
  Recipe recipe;
  const auto set = set_field(recipe, GetParam().path, GetParam().value);
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, ErrorCode::bad_input);
  EXPECT_THAT(set.error().message, HasSubstr(GetParam().message));
  EXPECT_EQ(recipe, Recipe{});
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileSetting,
    testing::Values(SettingCase{"NotANumber", "optimizer.learning_rate", "nan",
                                "optimizer.learning_rate cannot be 'nan'"},
                    SettingCase{"Infinity", "optimizer.learning_rate", "inf",
                                "optimizer.learning_rate cannot be 'inf'"},
                    SettingCase{"HugeNumber", "optimizer.learning_rate", "1e400",
                                "optimizer.learning_rate cannot be '1e400'"},
                    SettingCase{"HugeWholeNumber", "model.layers", "1e30", "model.layers cannot be '1e30'"},
                    SettingCase{"Negative", "model.layers", "-1", "model.layers cannot be '-1'"},
                    SettingCase{"Empty", "model.layers", "", "model.layers cannot be ''"},
                    SettingCase{"TrailingText", "model.layers", "4x", "model.layers cannot be '4x'"},
                    SettingCase{"Hexadecimal", "model.layers", "0x4", "model.layers cannot be '0x4'"},
                    SettingCase{"EmptyPath", "", "4", "there is no setting ''"},
                    SettingCase{"OnlyADot", ".", "4", "there is no setting '.'"},
                    SettingCase{"AGroup", "model", "4", "there is no setting 'model'"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace cloze
