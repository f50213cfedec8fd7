// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <cmath>

#include "tests/core/history/support.h"

namespace cloze {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PinsTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  History history_ = test::open_history(folder_ / "cloze.db");
  void add_run(const std::string& id) { ASSERT_TRUE(history_.add_run(test::a_run(id))); }
};

TEST_F(PinsTest, PinnedSentencesStandInTheirOrder) {
  ASSERT_TRUE(history_.pin("the river"));
  ASSERT_TRUE(history_.pin("河流"));
  ASSERT_TRUE(history_.pin("the river")) << "it is pinned already";
  EXPECT_THAT(history_.pins().value(), ElementsAre("the river", "河流"));
  ASSERT_TRUE(history_.unpin("the river"));
  ASSERT_TRUE(history_.unpin("never pinned"));
  EXPECT_THAT(history_.pins().value(), ElementsAre("河流"));
  ASSERT_TRUE(history_.pin("the river"));
  EXPECT_THAT(history_.pins().value(), ElementsAre("河流", "the river"));
}

TEST_F(PinsTest, WhatCannotBePinnedIsTold) {
  EXPECT_EQ(history_.pin(" \n").error().code, ErrorCode::bad_input);
  EXPECT_EQ(history_.pin(std::string(2001, 'a')).error().code, ErrorCode::bad_input);
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(history_.pin("sentence " + std::to_string(i)));
  const auto more = history_.pin("one more");
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().message, HasSubstr("12 sentences"));
  ASSERT_TRUE(history_.unpin("sentence 3"));
  EXPECT_TRUE(history_.pin("one more"));
}

TEST_F(PinsTest, ScoresOfPinnedSentencesAreKeptByStep) {
  add_run("a");
  ASSERT_TRUE(history_.pin("one"));
  ASSERT_TRUE(history_.pin("two"));
  ASSERT_TRUE(history_.add_pin_scores("a", {{"one", 10, 5.5}, {"two", 10, not_a_number}, {"three", 10, 1}}));
  ASSERT_TRUE(history_.add_pin_scores("a", {{"one", 20, 4.5}, {"two", 20, 4}}));
  ASSERT_TRUE(history_.add_pin_scores("a", {{"one", 20, 4.25}})) << "taken again after a resume";
  ASSERT_TRUE(history_.unpin("one"));
  auto scores = history_.pin_scores("a").value();
  ASSERT_EQ(scores.size(), 4u);
  EXPECT_EQ(scores[0].text, "one");
  EXPECT_EQ(scores[0].surprisal, 5.5);
  EXPECT_EQ(scores[1].step, 20);
  EXPECT_EQ(scores[1].surprisal, 4.25);
  EXPECT_EQ(scores[2].text, "two");
  EXPECT_TRUE(std::isnan(scores[2].surprisal));

  ASSERT_TRUE(history_.forget_after("a", 15));
  EXPECT_EQ(history_.pin_scores("a").value().size(), 2u);
  EXPECT_EQ(history_.pin_scores("nobody").error().code, ErrorCode::not_found);
  ASSERT_TRUE(history_.delete_run("a"));
  add_run("a");
  EXPECT_TRUE(history_.pin_scores("a").value().empty());
}

}  // namespace
}  // namespace cloze
