// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/view.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "ui/charts/ticks.h"

namespace cloze::ui {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Bounds of the values without those that lie further from the bulk than three times its width.
struct Bounds {
  double low, high;
};
Bounds without_outliers(std::vector<double> lows, std::vector<double> highs) {
  constexpr double far = 3;
  const auto at = [](std::vector<double>& values, double share) {
    const auto place = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  const Bounds all{*std::ranges::min_element(lows), *std::ranges::max_element(highs)};
  if (lows.size() < 20) return all;
  const double bulk_low = at(lows, 0.02), bulk_high = at(highs, 0.98), width = bulk_high - bulk_low;
  if (!(width > 0)) return all;
  Bounds result{bulk_low, bulk_high};
  for (const double low : lows) {
    if (low >= bulk_low - far * width) result.low = std::min(result.low, low);
  }
  for (const double high : highs) {
    if (high <= bulk_high + far * width) result.high = std::max(result.high, high);
  }
  return result;
}

}  // namespace

void fit_x(View& view, std::span<const Series> series, double at_least) {
  double first = infinite, last = -infinite;
  for (const Series& one : series) {
    const std::size_t begin =
        view.log_x ? one.raw().lower_bound(std::numeric_limits<double>::min()) : std::size_t(0);
    if (begin >= one.raw().size()) continue;
    first = std::min(first, one.raw().x(begin));
    last = std::max(last, one.raw().x(one.raw().size() - 1));
  }
  if (first > last) {
    view.x_from = view.log_x ? 1 : 0;
    view.x_to = view.log_x ? 10 : 1;
    return;
  }
  last = std::max(last, at_least);
  if (view.log_x) {
    view.x_from = first;
    view.x_to = last > first ? last : 10 * first;
    return;
  }
  // Steps count from 0, unless all there is lies far from it.
  if (first > 0 && (at_least > 0 || first == last || first < 0.5 * last)) first = 0;
  const double step = nice_step(last > first ? last - first : 1.0, 20);
  view.x_from = first;
  view.x_to = first + std::ceil((last - first) / step - 1e-9) * step;
  if (!(view.x_to > view.x_from)) view.x_to = view.x_from + 1;
}

void fit_y(View& view, std::span<const Series> series, int pixel_columns) {
  std::vector<double> lows, highs;
  for (const Series& one : series) {
    for (const MinMaxPyramid* points : {&one.raw(), &one.smooth(), &one.low(), &one.high()}) {
      for (const Column& column : columns(*points, view.x_from, view.x_to, pixel_columns, view.log_x)) {
        if (!column.extent.has_finite()) continue;
        const double low = view.scaled_y(column.extent.minimum), high = view.scaled_y(column.extent.maximum);
        if (std::isfinite(low)) lows.push_back(low);
        if (std::isfinite(high)) highs.push_back(high);
      }
    }
  }
  if (lows.empty() || highs.empty()) {
    view.y_from = view.log_y ? 0.1 : 0;
    view.y_to = 1;
    return;
  }
  auto [low, high] = without_outliers(std::move(lows), std::move(highs));
  double margin = (high - low) * 0.06;
  if (!(margin > std::abs(high) * 1e-9)) margin = std::max(std::abs(high) * 0.1, view.log_y ? 0.1 : 1e-9);
  // A quantity that cannot be negative does not get an axis that is.
  const bool from_zero = !view.log_y && low >= 0 && low - margin < 0;
  // To round values, so that an axis does not move with every point that is a little higher or lower.
  const double step = nice_step(high - low + 2 * margin, 20);
  low = from_zero ? 0 : std::floor((low - margin) / step) * step;
  high = std::ceil((high + margin) / step) * step;
  view.y_from = view.unscaled_y(low);
  view.y_to = view.unscaled_y(high);
}

}  // namespace cloze::ui
