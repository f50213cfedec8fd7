// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cloze {
namespace {

using testing::ElementsAre;

TEST(HistogramTest, CountsInBinsThatGrow) {
  const Histogram histogram = make_histogram({{1, 5}, {2, 1}, {5, 2}, {11, 1}, {13, 1}});
  EXPECT_THAT(histogram.bins,
              ElementsAre(Histogram::Bin{1, 2, 5}, Histogram::Bin{2, 3, 1}, Histogram::Bin{3, 4, 0},
                          Histogram::Bin{4, 6, 2}, Histogram::Bin{6, 8, 0}, Histogram::Bin{8, 12, 1},
                          Histogram::Bin{12, 16, 1}));
  EXPECT_EQ(histogram.smallest, 1U);
  EXPECT_EQ(histogram.median, 1U);
  EXPECT_EQ(histogram.largest, 13U);
  EXPECT_DOUBLE_EQ(histogram.mean, 4.1);
}

TEST(HistogramTest, EveryNumberIsInTheBinThatHoldsIt) {
  for (std::uint64_t value = 0; value < 5000; ++value) {
    const Histogram histogram = make_histogram({{value, 3}});
    ASSERT_EQ(histogram.bins.size(), 1U);
    EXPECT_LE(histogram.bins[0].begin, value);
    EXPECT_GT(histogram.bins[0].end, value);
  }
  EXPECT_TRUE(make_histogram({}).bins.empty());
  EXPECT_EQ(make_histogram({{7, 1}, {9, 1}}).median, 7U);
  EXPECT_FALSE(make_histogram({{UINT64_MAX / 4, 1}}).bins.empty());
}

}  // namespace
}  // namespace cloze
