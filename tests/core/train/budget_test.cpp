// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/budget.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

constexpr BudgetScale scale{.rows_per_epoch = 1000, .rows_per_step = 64, .tokens_per_row = 128};

TEST(Budget, StepsAreTakenAsTheyAre) {
  const BudgetConfig budget{.steps = 200};
  EXPECT_EQ(total_steps(budget, scale), 200);
  EXPECT_DOUBLE_EQ(progress(budget, scale, 50, 0, 0), 0.25);
  EXPECT_DOUBLE_EQ(progress(budget, scale, 200, 0, 0), 1);
}

TEST(Budget, TokensCountFullRows) {
  const BudgetConfig budget{.tokens = 64 * 128 * 10 + 1};
  EXPECT_EQ(total_steps(budget, scale), 11);
  EXPECT_LT(progress(budget, scale, 10, 64 * 128 * 10, 0), 1);
  EXPECT_GE(progress(budget, scale, 11, 64 * 128 * 11, 0), 1);
}

TEST(Budget, EpochsLeaveOutTheShortBatch) {
  const BudgetConfig budget{.epochs = 2};
  EXPECT_EQ(total_steps(budget, scale), 30);  // 15 whole batches of 64 in 1000 rows, twice
  EXPECT_DOUBLE_EQ(progress(budget, scale, 15, 0, 0), 0.5);
}

TEST(Budget, FewerRowsThanABatchAreOneStep) {
  const BudgetConfig budget{.epochs = 3};
  EXPECT_EQ(total_steps(budget, {.rows_per_epoch = 10, .rows_per_step = 64, .tokens_per_row = 8}), 3);
}

TEST(Budget, MinutesLeaveTheStepsUnknown) {
  const BudgetConfig budget{.minutes = 2};
  EXPECT_EQ(total_steps(budget, scale), 0);
  EXPECT_DOUBLE_EQ(progress(budget, scale, 1000, 1e9, 30), 0.25);
}

TEST(Budget, TheFirstLimitReachedCounts) {
  const BudgetConfig budget{.steps = 100, .epochs = 2, .minutes = 1};
  EXPECT_EQ(total_steps(budget, scale), 30);
  EXPECT_DOUBLE_EQ(progress(budget, scale, 3, 0, 30), 0.5);
}

}  // namespace
}  // namespace cloze
