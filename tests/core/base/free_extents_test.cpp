// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/free_extents.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/base/random.h"

namespace cloze::test {
namespace {

using Extents = std::map<std::uint64_t, std::uint64_t>;

TEST(FreeExtents, NeighboursAreJoined) {
  FreeExtents free;
  free.give(100, 10);
  free.give(120, 10);
  EXPECT_EQ(free.extents(), (Extents{{100, 10}, {120, 10}}));
  free.give(110, 10);
  EXPECT_EQ(free.extents(), (Extents{{100, 30}}));
  free.give(130, 1);
  free.give(99, 1);
  EXPECT_EQ(free.extents(), (Extents{{99, 32}}));
}

TEST(FreeExtents, TakesOfTheSmallestThatSuffices) {
  FreeExtents free;
  EXPECT_FALSE(free.take(1));
  free.give(0, 100);
  free.give(200, 20);
  free.give(300, 20);
  EXPECT_EQ(free.take(15), 200U);
  EXPECT_EQ(free.take(20), 300U);
  EXPECT_EQ(free.take(6), 0U);
  EXPECT_EQ(free.take(95), std::nullopt);
  EXPECT_EQ(free.extents(), (Extents{{6, 94}, {215, 5}}));
  EXPECT_EQ(free.take(94), 6U) << "a whole extent leaves nothing";
  EXPECT_EQ(free.extents(), (Extents{{215, 5}}));
}

TEST(FreeExtents, NeverGivesAnythingTwice) {
  constexpr std::uint64_t all = 4096;
  FreeExtents free;
  free.give(0, all);
  std::vector<bool> taken(all);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> blocks;
  Draws draws(7, 0, 0);
  for (int i = 0; i < 20'000; ++i) {
    if (blocks.empty() || draws.next_below(2) == 0) {
      const std::uint64_t size = 1 + draws.next_below(100);
      const auto begin = free.take(size);
      if (!begin) continue;
      for (std::uint64_t at = *begin; at < *begin + size; ++at) {
        ASSERT_FALSE(taken.at(at));
        taken[at] = true;
      }
      blocks.emplace_back(*begin, size);
    } else {
      std::swap(blocks[draws.next_below(blocks.size())], blocks.back());
      const auto [begin, size] = blocks.back();
      blocks.pop_back();
      free.give(begin, size);
      for (std::uint64_t at = begin; at < begin + size; ++at) taken[at] = false;
    }
    // What is free is told in whole: extents and gaps alternate.
    if (i % 100 != 0) continue;
    std::vector<bool> told(all, true);
    std::uint64_t end = 0;
    for (const auto& [begin, size] : free.extents()) {
      ASSERT_TRUE(begin > end || end == 0) << "two extents touch";
      end = begin + size;
      for (std::uint64_t at = begin; at < end; ++at) told[at] = false;
    }
    ASSERT_EQ(told, taken);
  }
  for (const auto& [begin, size] : blocks) free.give(begin, size);
  EXPECT_EQ(free.extents(), (Extents{{0, all}}));
}

}  // namespace
}  // namespace cloze::test
