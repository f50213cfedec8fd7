// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/progress_estimate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cloze {
namespace {

TEST(ProgressEstimate, KnowsWhenItKnows) {
  ProgressEstimate estimate;
  EXPECT_EQ(estimate.share(), -1);
  estimate.update("reading", 0, 100, 10);
  estimate.update("reading", 1, 100, 10.5);
  EXPECT_TRUE(std::isnan(estimate.seconds_left(10.5)));
  estimate.update("reading", 20, 100, 12);
  EXPECT_DOUBLE_EQ(estimate.share(), 0.2);
  EXPECT_NEAR(estimate.seconds_left(12), 8, 1e-9);
  EXPECT_NEAR(estimate.seconds_left(13), 7, 1e-9);
  estimate.update("training", 0, 0, 14);
  EXPECT_EQ(estimate.share(), -1);
  EXPECT_TRUE(std::isnan(estimate.seconds_left(20)));
  // Of long work not even five seconds are two percent.
  estimate.update("tokenizing", 0, 100'000, 20);
  estimate.update("tokenizing", 900, 100'000, 24);
  EXPECT_TRUE(std::isnan(estimate.seconds_left(24)));
  estimate.update("tokenizing", 1000, 100'000, 30);
  EXPECT_NEAR(estimate.seconds_left(30), 990, 1e-6);
}

}  // namespace
}  // namespace cloze
