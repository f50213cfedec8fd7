// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

TEST(ClockTest, TimesAreWrittenInUtc) {
  EXPECT_EQ(iso_utc(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_utc(1769862896.75), "2026-01-31T12:34:56Z");
  EXPECT_EQ(iso_utc(951782400), "2000-02-29T00:00:00Z");
}

TEST(ClockTest, TheSteadyClockOnlyGoesForward) {
  double last = steady_seconds();
  for (int i = 0; i < 10'000; ++i) {
    const double now = steady_seconds();
    ASSERT_GE(now, last);
    last = now;
  }
  EXPECT_GT(unix_seconds(), 1.7e9);
}

TEST(ClockTest, AStopwatchCountsFromItsMaking) {
  const Stopwatch watch;
  const double first = watch.seconds();
  EXPECT_GE(first, 0);
  EXPECT_LT(first, 10);
  EXPECT_GE(watch.seconds(), first);
}

}  // namespace
}  // namespace cloze
