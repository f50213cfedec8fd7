// SPDX-License-Identifier: GPL-3.0-or-later
// The list of cleaning steps as text and as JSON.
#include "core/text/steps.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

TEST(StepsTest, AreReadFromTextAndWrittenBackWithoutInitialValues) {
  const auto steps =
      steps_from_text("markup,length:min_characters=200:max_characters=5000,near-duplicates:threshold=0.7");
  ASSERT_TRUE(steps) << steps.error().message;
  ASSERT_EQ(steps->size(), 3U);
  EXPECT_EQ(value_of<std::int64_t>((*steps)[1], "min_characters"), 200);
  EXPECT_EQ(value_of<double>((*steps)[2], "threshold"), 0.7);
  EXPECT_EQ(value_of<std::int64_t>((*steps)[2], "ngram"), 5);
  EXPECT_EQ(to_text(*steps),
            "markup,length:min_characters=200:max_characters=5000,near-duplicates:threshold=0.7");
}

TEST(StepsTest, APresetStandsForItsList) {
  const auto steps = steps_from_text("duplicates,length");
  ASSERT_TRUE(steps) << steps.error().message;
  EXPECT_EQ(to_text(*steps), "exact-duplicates,near-duplicates,length");
  for (const StepPreset& preset : step_presets()) EXPECT_TRUE(check_steps(preset.steps)) << preset.name;
}

TEST(StepsTest, JsonComesBackTheSame) {
  for (const StepPreset& preset : step_presets()) {
    const auto back = steps_from_json(to_json(preset.steps), "test", ErrorCode::damaged);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, preset.steps);
  }
  EXPECT_EQ(to_json(*steps_from_text("symbols")), R"([{"step":"symbols","max_share":0.1}])");
}

struct Wrong {
  std::string_view text, names;
};

class WrongSteps : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSteps, AreRefusedByName) {
  const auto steps = steps_from_text(GetParam().text);
  ASSERT_FALSE(steps);
  EXPECT_EQ(steps.error().code, ErrorCode::bad_input);
  EXPECT_NE((steps.error().message + steps.error().hint).find(GetParam().names), std::string::npos)
      << steps.error().message << " / " << steps.error().hint;
}

INSTANTIATE_TEST_SUITE_P(All, WrongSteps,
                         testing::Values(Wrong{"lenght", "did you mean 'length'"}, Wrong{"", "''"},
                                         Wrong{"length:min=3", "setting of length 'min'"},
                                         Wrong{"length:min_characters", "must be min_characters=VALUE"},
                                         Wrong{"length:min_characters=a", "a whole number"},
                                         Wrong{"length:min_characters=-1", "from 0"},
                                         Wrong{"length:min_characters=9:max_characters=5", "less than"},
                                         Wrong{"symbols:max_share=1.5", "from 0 to 1"},
                                         Wrong{"symbols:max_share=nan", "from 0 to 1"},
                                         Wrong{"markup:x=1", "has no settings"},
                                         Wrong{"language:keep=xx", "'xx' is no known language"},
                                         Wrong{"language:keep=", "'' is no known language"},
                                         Wrong{"length,symbols,length", "stands twice"}));

TEST(StepsTest, DamagedJsonIsRefusedByKey) {
  const auto message = [](std::string_view json) {
    const auto steps = steps_from_json(json, "list", ErrorCode::damaged);
    return steps ? std::string() : steps.error().message;
  };
  EXPECT_NE(message("{}").find("list"), std::string::npos);
  EXPECT_NE(message(R"([{"step":"nothing"}])").find("'nothing'"), std::string::npos);
  EXPECT_NE(message(R"([{"step":"symbols"}])").find("max_share"), std::string::npos);
  EXPECT_NE(message(R"([{"step":"symbols","max_share":"much"}])").find("max_share"), std::string::npos);
  EXPECT_NE(message(R"([{"step":"symbols","max_share":2.0}])").find("symbols.max_share"), std::string::npos);
  EXPECT_NE(message(R"([{"step":"markup","deep":true}])").find("deep"), std::string::npos);
}

}  // namespace
}  // namespace cloze
