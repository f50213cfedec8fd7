// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/min_max_pyramid.h"

#include <algorithm>
#include <cmath>

namespace cloze::ui {

void Extent::add(double value) {
  if (std::isfinite(value)) {
    minimum = std::min(minimum, value);
    maximum = std::max(maximum, value);
  } else if (std::isnan(value)) {
    has_nan = true;
  } else if (value > 0) {
    has_plus_infinity = true;
  } else {
    has_minus_infinity = true;
  }
}

void Extent::add(const Extent& other) {
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
  has_nan |= other.has_nan;
  has_plus_infinity |= other.has_plus_infinity;
  has_minus_infinity |= other.has_minus_infinity;
}

namespace {

Extent extent_of(std::span<const double> values) {
  constexpr double largest = std::numeric_limits<double>::max();
  Extent result;
  bool finite = true;
  for (const double value : values) {
    finite &= std::abs(value) <= largest;
    result.minimum = value < result.minimum ? value : result.minimum;
    result.maximum = value > result.maximum ? value : result.maximum;
  }
  if (finite) return result;
  result = {};
  for (const double value : values) result.add(value);
  return result;
}

}  // namespace

MinMaxPyramid::MinMaxPyramid(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)) {
  build_levels();
}

MinMaxPyramid::MinMaxPyramid(SharedXs x, std::vector<double> y) : y_(std::move(y)), shared_x_(std::move(x)) {
  build_levels();
}

void MinMaxPyramid::build_levels() {
  // Each level from the one below, as long as that has a second node.
  for (std::size_t below = y_.size(); below > 1; below = levels_.back().size()) {
    std::vector<Extent> level((below + fan_out - 1) / fan_out);
    for (std::size_t i = 0; i < level.size(); ++i) {
      const std::size_t begin = i * fan_out, count = std::min(fan_out, below - begin);
      if (levels_.empty())
        level[i] = extent_of(std::span(y_).subspan(begin, count));
      else
        for (const Extent& one : std::span(levels_.back()).subspan(begin, count)) level[i].add(one);
    }
    levels_.push_back(std::move(level));
  }
}

void MinMaxPyramid::own_xs() {
  if (!shared_x_) return;
  const std::span<const double> all = xs();
  x_.reserve(all.size() + all.size() / 2 + 1);  // More are on their way.
  x_.assign(all.begin(), all.end());
  shared_x_.reset();
}

void MinMaxPyramid::append(double x, double y) {
  own_xs();
  if (!x_.empty() && x < x_.back()) truncate_from(x);
  std::size_t index = x_.size();
  x_.push_back(x);
  y_.push_back(y);
  for (std::size_t level = 0;; ++level) {
    // A level is made when the one below it has a second node.
    if (level == levels_.size()) {
      const std::size_t below = level == 0 ? x_.size() : levels_[level - 1].size();
      if (below < 2) break;
      levels_.emplace_back();
      Extent all;
      for (const double value : y_) all.add(value);
      levels_[level].push_back(all);
      break;
    }
    index /= fan_out;
    if (index == levels_[level].size()) levels_[level].emplace_back();
    levels_[level].back().add(y);
  }
}

void MinMaxPyramid::clear() {
  x_.clear();
  shared_x_.reset();
  y_.clear();
  levels_.clear();
}

void MinMaxPyramid::truncate_from(double x) {
  const std::size_t keep = lower_bound(x);
  if (keep == size()) return;
  if (keep == 0) {
    clear();
    return;
  }
  own_xs();
  x_.resize(keep);
  y_.resize(keep);
  std::size_t below = keep;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const std::size_t count = (below + fan_out - 1) / fan_out;
    levels_[level].resize(count);
    Extent last;
    for (std::size_t i = (count - 1) * fan_out; i < below; ++i) {
      if (level == 0) {
        last.add(y_[i]);
      } else {
        last.add(levels_[level - 1][i]);
      }
    }
    levels_[level].back() = last;
    below = count;
  }
}

std::size_t MinMaxPyramid::lower_bound(double x) const {
  const std::span<const double> all = xs();
  return std::size_t(std::ranges::lower_bound(all, x) - all.begin());
}

Extent MinMaxPyramid::extent(std::size_t begin, std::size_t end) const {
  Extent result;
  const auto add = [&](std::size_t level, std::size_t i) {
    if (level == 0) {
      result.add(y_[i]);
    } else {
      result.add(levels_[level - 1][i]);
    }
  };
  for (std::size_t level = 0; begin < end; ++level) {
    if (level == levels_.size()) {
      while (begin < end) add(level, begin++);
      break;
    }
    while (begin < end && begin % fan_out != 0) add(level, begin++);
    while (begin < end && end % fan_out != 0) add(level, --end);
    begin /= fan_out;
    end /= fan_out;
  }
  return result;
}

std::size_t MinMaxPyramid::nearest(double x) const {
  const std::size_t after = lower_bound(x);
  if (after == 0) return 0;
  if (after == size()) return size() - 1;
  return x - this->x(after - 1) <= this->x(after) - x ? after - 1 : after;
}

std::vector<Column> columns(const MinMaxPyramid& points, double x_from, double x_to, int count, bool log) {
  std::vector<Column> result;
  if (count <= 0 || !(x_from < x_to) || (log && !(x_from > 0))) return result;
  result.reserve(std::min<std::size_t>(std::size_t(count), points.size()));
  const std::span<const double> xs = points.xs();
  const double low = log ? std::log10(x_from) : x_from, high = log ? std::log10(x_to) : x_to;
  const double per_pixel = (high - low) / count;
  std::size_t begin = points.lower_bound(x_from);
  while (begin < xs.size() && xs[begin] <= x_to) {
    // Straight to the column of the next point, so that empty columns cost nothing.
    const double at = log ? std::log10(xs[begin]) : xs[begin];
    const int pixel = std::clamp(int((at - low) / per_pixel), 0, count - 1);
    const double end_of_pixel = low + per_pixel * (pixel + 1);
    const double edge = log ? std::pow(10.0, end_of_pixel) : end_of_pixel;
    auto last = pixel == count - 1 ? std::upper_bound(xs.begin() + std::ptrdiff_t(begin), xs.end(), x_to)
                                   : std::lower_bound(xs.begin() + std::ptrdiff_t(begin), xs.end(), edge);
    const std::size_t end = std::max(begin + 1, std::size_t(last - xs.begin()));
    if (!result.empty() && result.back().pixel == pixel) {  // Rounding at an edge; the column goes on.
      result.back().extent.add(points.extent(begin, end));
      result.back().end = end;
    } else {
      result.push_back({pixel, begin, end, points.extent(begin, end)});
    }
    begin = end;
  }
  return result;
}

}  // namespace cloze::ui
