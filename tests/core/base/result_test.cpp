// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace cloze {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::bad_input, "odd", "give an even one");
  return number / 2;
}

Result<int> quarter(int number) {
  CLOZE_TRY(const int first, half(number));
  CLOZE_TRY(const int second, half(first));
  return second;
}

Result<void> check_twice(int number, int& reached) {
  CLOZE_CHECK(half(number));
  ++reached;
  if (number > 10)
    CLOZE_CHECK(quarter(number));
  else
    ++reached;
  return {};
}

TEST(ResultTest, TryGivesTheValueOrReturnsTheError) {
  EXPECT_EQ(quarter(8), 2);
  for (const int number : {7, 6}) {
    const auto failed = quarter(number);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::bad_input);
    EXPECT_EQ(failed.error().message, "odd");
    EXPECT_EQ(failed.error().hint, "give an even one");
  }
}

TEST(ResultTest, TryMovesWhatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
  const auto use = [&]() -> Result<int> {
    CLOZE_TRY(const std::unique_ptr<int> value, make());
    return *value;
  };
  EXPECT_EQ(use(), 5);
}

TEST(ResultTest, CheckReturnsTheErrorAndIsOneStatement) {
  int reached = 0;
  EXPECT_FALSE(check_twice(3, reached));
  EXPECT_EQ(reached, 0);
  EXPECT_TRUE(check_twice(4, reached));
  EXPECT_EQ(reached, 2);
  EXPECT_FALSE(check_twice(14, reached));
  EXPECT_EQ(reached, 3);
}

TEST(ResultTest, AnErrorInOneLine) {
  EXPECT_EQ(to_string(Error{ErrorCode::io, "cannot read 'x'", ""}), "cannot read 'x'");
  EXPECT_EQ(to_string(Error{ErrorCode::io, "cannot read 'x'", "look"}), "cannot read 'x' (look)");
}

}  // namespace
}  // namespace cloze
