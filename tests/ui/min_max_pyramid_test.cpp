// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/min_max_pyramid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "core/base/random.h"

namespace cloze::ui {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

Extent by_hand(const MinMaxPyramid& points, std::size_t begin, std::size_t end) {
  Extent result;
  for (std::size_t i = begin; i < end; ++i) result.add(points.y(i));
  return result;
}

void expect_equal(const Extent& a, const Extent& b) {
  EXPECT_EQ(a.minimum, b.minimum);
  EXPECT_EQ(a.maximum, b.maximum);
  EXPECT_EQ(a.has_nan, b.has_nan);
  EXPECT_EQ(a.has_plus_infinity, b.has_plus_infinity);
  EXPECT_EQ(a.has_minus_infinity, b.has_minus_infinity);
}

MinMaxPyramid noisy(std::size_t count, std::uint64_t seed = 1) {
  MinMaxPyramid points;
  Draws draws(seed, 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto kind = draws.next_below(97);
    const double y = kind == 0   ? std::nan("")
                     : kind == 1 ? infinite
                     : kind == 2 ? -infinite
                                 : draws.next_unit() * 100 - 50;
    points.append(double(i + 1), y);
  }
  return points;
}

TEST(MinMaxPyramid, AllAtOnceIsTheSameAsOneByOne) {
  for (const std::size_t count : {0u, 1u, 2u, 16u, 17u, 256u, 257u, 5000u}) {
    MinMaxPyramid one_by_one = noisy(count, count);
    MinMaxPyramid at_once({one_by_one.xs().begin(), one_by_one.xs().end()},
                          {one_by_one.ys().begin(), one_by_one.ys().end()});
    for (int more = 0; more < 40; ++more) {  // And both grow alike.
      for (std::size_t begin = 0; begin < at_once.size(); begin += 1 + begin / 3)
        expect_equal(at_once.extent(begin, at_once.size()), by_hand(one_by_one, begin, one_by_one.size()));
      one_by_one.append(double(count) + more + 1, more * 100);
      at_once.append(double(count) + more + 1, more * 100);
    }
  }
}

TEST(MinMaxPyramid, CurvesOverTheSameXDoNotChangeEachOther) {
  const MinMaxPyramid wanted = noisy(1000, 5);
  const auto xs = wanted.shared_xs();
  const auto curve = [&] { return MinMaxPyramid(xs, {wanted.ys().begin(), wanted.ys().end()}); };
  MinMaxPyramid longer = curve(), shorter = curve(), cleared = curve(), rewritten = curve(), same = curve();
  const MinMaxPyramid copy = longer;
  EXPECT_EQ(same.xs().data(), longer.xs().data()) << "held once";
  EXPECT_EQ(same.shared_xs(), xs);
  longer.append(1001, 7);
  shorter.truncate_from(501);
  cleared.clear();
  rewritten.append(901, 9);
  EXPECT_EQ(longer.size(), 1001u);
  EXPECT_EQ(longer.x(1000), 1001);
  EXPECT_EQ(longer.xs().size(), 1001u);
  EXPECT_EQ(shorter.size(), 500u);
  EXPECT_EQ(shorter.xs().size(), 500u);
  EXPECT_EQ(shorter.nearest(9999), 499u);
  EXPECT_TRUE(cleared.xs().empty());
  EXPECT_EQ(rewritten.size(), 901u);
  expect_equal(rewritten.extent(0, 901), [&] {
    Extent result = by_hand(wanted, 0, 900);
    result.add(9);
    return result;
  }());
  for (const MinMaxPyramid* untouched : std::initializer_list<const MinMaxPyramid*>{&same, &copy}) {
    ASSERT_EQ(untouched->size(), 1000u);
    EXPECT_TRUE(std::ranges::equal(untouched->xs(), wanted.xs()));
    expect_equal(untouched->extent(3, 997), by_hand(wanted, 3, 997));
  }
}

TEST(MinMaxPyramid, ExtentOfEveryStretchIsExact) {
  for (const std::size_t count : {1u, 2u, 15u, 16u, 17u, 255u, 256u, 257u, 700u}) {
    const MinMaxPyramid points = noisy(count, count);
    for (std::size_t begin = 0; begin < count; begin += 1 + begin / 7) {
      for (std::size_t end = begin; end <= count; end += 1 + (end - begin) / 5) {
        expect_equal(points.extent(begin, end), by_hand(points, begin, end));
      }
    }
  }
}

TEST(MinMaxPyramid, ExtentIsExactWithManyLevels) {
  const MinMaxPyramid points = noisy(70000);
  Draws draws(5, 5, 0);
  for (int i = 0; i < 300; ++i) {
    const std::size_t a = draws.next_below(points.size()), b = draws.next_below(points.size());
    expect_equal(points.extent(std::min(a, b), std::max(a, b)),
                 by_hand(points, std::min(a, b), std::max(a, b)));
  }
}

TEST(MinMaxPyramid, TakingBackAndGoingOnStaysExact) {
  MinMaxPyramid points = noisy(5000);
  points.append(1000, 777);  // A resumed run takes step 1000 again.
  EXPECT_EQ(points.size(), 1000u);
  EXPECT_EQ(points.extent(0, 1000).maximum, 777);
  for (std::size_t i = 1001; i < 3000; ++i) points.append(double(i), -double(i));
  expect_equal(points.extent(0, points.size()), by_hand(points, 0, points.size()));
  expect_equal(points.extent(17, 2801), by_hand(points, 17, 2801));
  points.truncate_from(-1);
  EXPECT_TRUE(points.empty());
  points.append(1, 2);
  EXPECT_EQ(points.extent(0, 1).maximum, 2);
}

TEST(MinMaxPyramid, ColumnsCoverEveryPointOnceAndKeepTheirExtremes) {
  const MinMaxPyramid points = noisy(12345);
  for (const int width : {1, 7, 333, 1208, 40000}) {
    const auto all = columns(points, 1, 12345, width);
    std::size_t next = 0;
    int pixel = -1;
    for (const Column& column : all) {
      EXPECT_EQ(column.begin, next);
      EXPECT_GT(column.end, column.begin);
      EXPECT_GT(column.pixel, pixel);
      EXPECT_LT(column.pixel, width);
      expect_equal(column.extent, by_hand(points, column.begin, column.end));
      next = column.end;
      pixel = column.pixel;
    }
    EXPECT_EQ(next, points.size());
  }
}

TEST(MinMaxPyramid, ColumnsOfAStretchLeaveOutTheRest) {
  MinMaxPyramid points;
  for (int i = 0; i < 1000; ++i) points.append(i, i);
  const auto all = columns(points, 100, 199, 50);
  EXPECT_EQ(all.front().begin, 100u);
  EXPECT_EQ(all.back().end, 200u);
  EXPECT_TRUE(columns(points, 5, 5, 10).empty());
  EXPECT_TRUE(columns(MinMaxPyramid(), 0, 1, 10).empty());
}

TEST(MinMaxPyramid, NearestPoint) {
  MinMaxPyramid points;
  for (const double x : {1.0, 2.0, 10.0}) points.append(x, x);
  EXPECT_EQ(points.nearest(-5), 0u);
  EXPECT_EQ(points.nearest(5), 1u);
  EXPECT_EQ(points.nearest(7), 2u);
  EXPECT_EQ(points.nearest(99), 2u);
}

}  // namespace
}  // namespace cloze::ui
