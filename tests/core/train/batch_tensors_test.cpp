// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloze {
namespace {

using ::testing::ElementsAre;

TEST(NeededRowsTest, RowsAreFilledUpToTheLongest) {
  const std::vector<std::int64_t> masked{2, 5, 10 + 7, 30 + 1};  // rows 0, 1 and 3 of 10 positions
  const NeededRows needed = needed_rows(4, 10, masked, false);
  EXPECT_EQ(needed.Q, 2);
  EXPECT_THAT(needed.positions, ElementsAre(2, 5, 7, 7, 0, 0, 1, 1));
  EXPECT_THAT(needed.flat, ElementsAre(2, 5, 17, 17, 20, 20, 31, 31));
  EXPECT_THAT(needed.masked, ElementsAre(0, 1, 2, 6));
}

TEST(NeededRowsTest, FirstPositionsStandFirstWherePairsNeedThem) {
  const std::vector<std::int64_t> masked{2, 5, 10 + 7};
  const NeededRows needed = needed_rows(2, 10, masked, true);
  EXPECT_EQ(needed.Q, 3);
  EXPECT_THAT(needed.positions, ElementsAre(0, 2, 5, 0, 7, 7));
  EXPECT_THAT(needed.flat, ElementsAre(0, 2, 5, 10, 17, 17));
  EXPECT_THAT(needed.masked, ElementsAre(1, 2, 4));
}

TEST(NeededRowsTest, NoMaskNeedsOnePositionStill) {
  const NeededRows needed = needed_rows(2, 10, {}, false);
  EXPECT_EQ(needed.Q, 1);
  EXPECT_THAT(needed.flat, ElementsAre(0, 10));
  EXPECT_TRUE(needed.masked.empty());
}

}  // namespace
}  // namespace cloze
