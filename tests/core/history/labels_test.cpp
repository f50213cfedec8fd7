// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "tests/core/history/support.h"

namespace cloze {
namespace {

using Words = std::vector<std::string>;

class LabelsTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  History history_ = test::open_history(folder_ / "cloze.db");
  RunRecord run_ = test::a_run("20260131-123456-ab12", "first");

  void SetUp() override { ASSERT_TRUE(history_.add_run(run_)); }
  RunRecord read() { return history_.find_run(run_.id).value(); }
  void label(const RunLabels& change) {
    const auto labelled = history_.label(run_.id, change);
    ASSERT_TRUE(labelled) << to_string(labelled.error());
  }
  std::string refusal(const RunLabels& change) {
    const auto labelled = history_.label(run_.id, change);
    EXPECT_FALSE(labelled);
    if (labelled) return {};
    EXPECT_EQ(labelled.error().code, ErrorCode::bad_input);
    return labelled.error().message;
  }
};

TEST_F(LabelsTest, ARunHasNoneAtFirst) {
  EXPECT_TRUE(read().tags.empty());
  EXPECT_EQ(read().note, "");
  EXPECT_FALSE(read().archived);
}

TEST_F(LabelsTest, TagsAreASortedSet) {
  label({.add_tags = {"small", "base"}});
  label({.remove_tags = {"small", "unknown"}, .add_tags = {"base", "\u91cd\u8981"}});
  EXPECT_EQ(read().tags, (Words{"base", "\u91cd\u8981"}));
  label({.remove_tags = {"base"}, .add_tags = {"base"}});
  EXPECT_EQ(read().tags, (Words{"base", "\u91cd\u8981"})) << "removed first, then added";
  label({.remove_tags = {"base", "\u91cd\u8981"}});
  EXPECT_TRUE(read().tags.empty());
}

TEST_F(LabelsTest, WhatIsLeftOutStays) {
  label({.add_tags = {"base"}, .note = "line one\nline two", .archived = true});
  label({.note = ""});
  EXPECT_EQ(read().tags, Words{"base"});
  EXPECT_EQ(read().note, "");
  EXPECT_TRUE(read().archived);
  label({.archived = false});
  EXPECT_FALSE(read().archived);
  EXPECT_EQ(read().tags, Words{"base"});
}

TEST_F(LabelsTest, SurviveReopeningAndAStatus) {
  label({.add_tags = {"base"}, .note = "kept", .archived = true});
  ASSERT_TRUE(history_.set_status(run_.id, RunStatus::finished));
  History again = test::open_history(folder_ / "cloze.db");
  const RunRecord run = again.runs()->front();
  EXPECT_EQ(run.tags, Words{"base"});
  EXPECT_EQ(run.note, "kept");
  EXPECT_TRUE(run.archived);
}

TEST_F(LabelsTest, AddedWithTheRun) {
  RunRecord other = test::a_run("20260131-123456-ab13", "second");
  other.tags = {"b", "a"};
  other.note = "n";
  other.archived = true;
  ASSERT_TRUE(history_.add_run(other));
  const RunRecord found = *history_.find_run(other.id);
  EXPECT_EQ(found.tags, (Words{"a", "b"}));
  EXPECT_EQ(found.note, "n");
  EXPECT_TRUE(found.archived);
  other.id += "4";
  other.tags = {"two words"};
  EXPECT_FALSE(history_.add_run(other));
}

TEST_F(LabelsTest, BadOnesAreRefusedAndChangeNothing) {
  label({.add_tags = {"base"}});
  for (const std::string& tag :
       {std::string(), std::string("two words"), std::string("a,b"), std::string("\"q\""), std::string("(x"),
        std::string(61, 'x'), std::string("\xff"), std::string("a\tb")})
    EXPECT_NE(refusal({.add_tags = {"good", tag}, .note = "n"}).find("tag"), std::string::npos) << tag;
  EXPECT_NE(refusal({.note = std::string(70'000, 'x')}).find("64 KiB"), std::string::npos);
  EXPECT_NE(refusal({.note = "\xff"}).find("UTF-8"), std::string::npos);
  EXPECT_NE(refusal({.note = std::string("a\0b", 3)}).find("UTF-8"), std::string::npos);
  RunLabels many;
  for (int i = 0; i < 101; ++i) many.add_tags.push_back("t" + std::to_string(i));
  EXPECT_NE(refusal(many).find("100"), std::string::npos);
  EXPECT_EQ(read().tags, Words{"base"});
  EXPECT_EQ(read().note, "");
  EXPECT_EQ(history_.label("nobody", {.note = "x"}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cloze
