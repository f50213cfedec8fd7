// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/schedules.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cloze {
namespace {

ScheduleConfig schedule(ScheduleKind kind, std::int64_t warmup, double final_share,
                        double decay_share = 0.4) {
  return {.kind = kind, .warmup_steps = warmup, .decay_share = decay_share, .final_share = final_share};
}

/// With a budget of `total` steps.
double rate(const ScheduleConfig& config, std::int64_t step, std::int64_t total, double peak = 2.0) {
  return learning_rate(config, peak, step, static_cast<double>(step - 1) / static_cast<double>(total));
}

constexpr ScheduleKind kinds[] = {ScheduleKind::linear, ScheduleKind::cosine,
                                  ScheduleKind::warmup_stable_decay};

TEST(ScheduleTest, WarmUpIsAStraightLineToThePeak) {
  for (const ScheduleKind kind : kinds) {
    const ScheduleConfig config = schedule(kind, 10, 0.0);
    EXPECT_DOUBLE_EQ(rate(config, 1, 100), 0.2);
    EXPECT_DOUBLE_EQ(rate(config, 5, 100), 1.0);
    EXPECT_DOUBLE_EQ(rate(config, 10, 100), 2.0);
    EXPECT_DOUBLE_EQ(rate(config, 11, 100), 2.0);
  }
}

TEST(ScheduleTest, NoWarmUpStartsAtThePeak) {
  for (const ScheduleKind kind : kinds) EXPECT_DOUBLE_EQ(rate(schedule(kind, 0, 0.0), 1, 100), 2.0);
}

TEST(ScheduleTest, LinearByHand) {
  // 110 steps, 10 of warm-up: step 11 + n is n hundredths down from 2 to 0.2
  const ScheduleConfig config = schedule(ScheduleKind::linear, 10, 0.1);
  EXPECT_NEAR(rate(config, 11 + 25, 110), 2.0 - 0.25 * 1.8, 1e-12);
  EXPECT_NEAR(rate(config, 11 + 50, 110), 1.1, 1e-12);
  EXPECT_NEAR(rate(config, 11 + 99, 110), 2.0 - 0.99 * 1.8, 1e-12);
}

TEST(ScheduleTest, CosineByHand) {
  const ScheduleConfig config = schedule(ScheduleKind::cosine, 10, 0.1);
  // a third of the way: cos(60 degrees) = 1/2, height 3/4; half way: height 1/2
  EXPECT_NEAR(rate(config, 11 + 30, 100), 0.2 + 1.8 * 0.75, 1e-12);
  EXPECT_NEAR(rate(config, 11 + 45, 100), 1.1, 1e-12);
}

TEST(ScheduleTest, WarmupStableDecayByHand) {
  const ScheduleConfig config = schedule(ScheduleKind::warmup_stable_decay, 10, 0.1);
  EXPECT_DOUBLE_EQ(rate(config, 40, 100), 2.0);
  EXPECT_DOUBLE_EQ(rate(config, 61, 100), 2.0);                     // decay begins at progress 0.6
  EXPECT_NEAR(rate(config, 71, 100), 0.2 + 1.8 * (1 - 0.5), 1e-9);  // a quarter of the decay, square root 1/2
  EXPECT_NEAR(rate(config, 97, 100), 0.2 + 1.8 * (1 - std::sqrt(0.9)), 1e-9);
}

TEST(ScheduleTest, NoDecayShareStaysAtThePeak) {
  const ScheduleConfig config = schedule(ScheduleKind::warmup_stable_decay, 0, 0.0, 0.0);
  EXPECT_DOUBLE_EQ(rate(config, 100, 100), 2.0);
}

TEST(ScheduleTest, DecayWithinTheWarmUpTakesTheSmaller) {
  const ScheduleConfig config = schedule(ScheduleKind::warmup_stable_decay, 100, 0.0);
  EXPECT_DOUBLE_EQ(rate(config, 10, 100), 0.2);
  EXPECT_NEAR(rate(config, 97, 100), 2.0 * (1 - std::sqrt(0.9)), 1e-9);
}

TEST(ScheduleTest, EndsAtTheFinalShare) {
  for (const ScheduleKind kind : kinds)
    for (const double progress : {1.0, 1.2}) {
      EXPECT_DOUBLE_EQ(learning_rate(schedule(kind, 10, 0.25), 2.0, 101, progress), 0.5);
      EXPECT_DOUBLE_EQ(learning_rate(schedule(kind, 0, 0.0), 2.0, 101, progress), 0.0);
    }
}

/// Minutes and tokens use up a budget unevenly: the rate must still fall from the peak to the end without a
/// rise.
TEST(ScheduleTest, NeverRisesAfterTheWarmUpWhateverAStepCosts) {
  for (const ScheduleKind kind : kinds)
    for (const std::int64_t warmup : {0, 1, 7, 40}) {
      const ScheduleConfig config = schedule(kind, warmup, 0.05);
      double progress = 0, last = 2.0;
      for (std::int64_t step = 1; progress < 1; ++step) {
        const double now = learning_rate(config, 2.0, step, progress);
        ASSERT_TRUE(std::isfinite(now));
        if (step > warmup) {
          ASSERT_LE(now, last + 1e-12) << "step " << step;
          ASSERT_GE(now, 0.05 * 2.0 - 1e-12);
          last = now;
        }
        progress += 0.002 + 0.006 * static_cast<double>(step * 7919 % 13) / 13.0 + (step == 60 ? 0.1 : 0.0);
      }
      EXPECT_LT(last, 0.5);
    }
}

TEST(ScheduleTest, StandsStillWhenTheBudgetDoes) {
  // no budget share is used at all (a budget that is not known yet): the peak after the warm-up
  for (const ScheduleKind kind : kinds)
    EXPECT_DOUBLE_EQ(learning_rate(schedule(kind, 10, 0.0), 2.0, 50, 0.0), 2.0);
}

}  // namespace
}  // namespace cloze
