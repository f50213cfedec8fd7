// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loss_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cloze {
namespace {

using testing::HasSubstr;

GuardConfig config() {
  return {GuardAction::skip, 10, 16, 3};
}

/// A guard that has seen losses about `level` with a deviation of 0.1.
LossGuard seasoned(double level) {
  LossGuard guard(config());
  for (int i = 0; i < 16; ++i) guard.remember_good(i + 1, level + (i % 2 == 0 ? 0.1 : -0.1));
  return guard;
}

TEST(LossGuard, WhatIsNotFiniteIsAFaultFromTheFirstStepOn) {
  const LossGuard guard(config());
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(guard.fault(nan, 1));
  EXPECT_TRUE(guard.fault(infinity, 1));
  EXPECT_TRUE(guard.fault(1, nan));
  EXPECT_TRUE(guard.fault(1, infinity));
  EXPECT_FALSE(guard.fault(1e9, 1e9));
}

TEST(LossGuard, TheBoundIsMedianPlusRobustDeviations) {
  const LossGuard guard = seasoned(5);
  EXPECT_NEAR(guard.bound(), 5 + 10 * 1.4826 * 0.1, 1e-12);
  EXPECT_FALSE(guard.fault(6.0, 1));
  const auto fault = guard.fault(7.0, 1);
  ASSERT_TRUE(fault);
  EXPECT_THAT(*fault, HasSubstr("7.0000 is above"));
}

TEST(LossGuard, AnEvenLossLeavesRoomOfOnePerCentPerDeviation) {
  LossGuard guard(config());
  for (int i = 0; i < 16; ++i) guard.remember_good(i + 1, 4.0);
  EXPECT_DOUBLE_EQ(guard.bound(), 4.4);
}

TEST(LossGuard, OneSpikeInTheHistoryMovesTheBoundLittle) {
  LossGuard guard = seasoned(5);
  const double before = guard.bound();
  guard.remember_good(17, 500);
  EXPECT_NEAR(guard.bound(), before, 0.5);
}

TEST(LossGuard, NothingIsASpikeBeforeAQuarterOfTheWindow) {
  LossGuard guard(config());
  for (int i = 0; i < 3; ++i) guard.remember_good(i + 1, 5);
  EXPECT_FALSE(guard.fault(1e6, 1));
  guard.remember_good(4, 5);
  EXPECT_TRUE(guard.fault(1e6, 1));
}

TEST(LossGuard, WithoutDeviationsOnlyFiniteCounts) {
  GuardConfig lax = config();
  lax.spike = 0;
  LossGuard guard(lax);
  for (int i = 0; i < 16; ++i) guard.remember_good(i + 1, 5);
  EXPECT_FALSE(guard.fault(1e6, 1));
  EXPECT_TRUE(std::isnan(guard.bound()));
}

TEST(LossGuard, RemembersNoMoreThanItsWindow) {
  LossGuard guard(config());
  for (int i = 0; i < 40; ++i) guard.remember_good(i + 1, i);
  ASSERT_EQ(guard.state().losses.size(), 16u);
  EXPECT_EQ(guard.state().losses.front(), 24);
  EXPECT_EQ(guard.state().losses.back(), 39);
}

TEST(LossGuard, FaultsCountUntilAStepAsFarAsTheFurthest) {
  LossGuard guard(config());
  guard.remember_fault(10);
  guard.remember_fault(11);
  EXPECT_FALSE(guard.gives_up());
  guard.remember_good(9, 1);  // After a rollback: on the way back only.
  EXPECT_EQ(guard.state().faults, 2);
  guard.remember_fault(11);
  EXPECT_TRUE(guard.gives_up());
  guard.remember_good(11, 1);
  EXPECT_EQ(guard.state().faults, 0);
  EXPECT_FALSE(guard.gives_up());
}

}  // namespace
}  // namespace cloze
