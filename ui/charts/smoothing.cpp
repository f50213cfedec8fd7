// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/smoothing.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cloze::ui {
namespace {

/// The Gaussian mean of the points first to the end. In blocks, with the tap in the outer loop, so that
/// the inner one runs over neighbours in memory.
std::vector<double> gaussian(const MinMaxPyramid& raw, std::size_t first, double deviation,
                             std::size_t reach) {
  constexpr std::size_t block = 4096;
  std::vector<double> taps(2 * reach + 1);
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const double away = (double(i) - double(reach)) / deviation;
    taps[i] = std::exp(-0.5 * away * away);
  }
  std::vector<double> values, there, sum(block), weight(block), smooth;
  smooth.reserve(raw.size() - first);
  for (; first < raw.size(); first += block) {
    const std::size_t count = std::min(block, raw.size() - first);
    // The block with its surroundings; what is outside of the curve or no number weighs nothing.
    values.assign(count + 2 * reach, 0);
    there.assign(count + 2 * reach, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (first + i < reach || first + i - reach >= raw.size()) continue;
      const double y = raw.y(first + i - reach);
      if (!std::isfinite(y)) continue;
      values[i] = y;
      there[i] = 1;
    }
    std::fill_n(sum.begin(), count, 0.0);
    std::fill_n(weight.begin(), count, 0.0);
    for (std::size_t tap = 0; tap < taps.size(); ++tap) {
      const double by = taps[tap];
      const double* value = values.data() + tap;
      const double* is = there.data() + tap;
      for (std::size_t i = 0; i < count; ++i) {
        sum[i] += by * value[i];
        weight[i] += by * is[i];
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      const double y = raw.y(first + i);
      smooth.push_back(std::isfinite(y) ? sum[i] / weight[i] : y);
    }
  }
  return smooth;
}

/// The median of the window around each of the points first to the end; the window is kept sorted.
std::vector<double> median(const MinMaxPyramid& raw, std::size_t first, std::size_t reach) {
  std::vector<double> window, smooth;
  smooth.reserve(raw.size() - first);
  window.reserve(2 * reach + 2);
  const auto enter = [&](std::size_t index) {
    const double y = raw.y(index);
    if (std::isfinite(y)) window.insert(std::ranges::upper_bound(window, y), y);
  };
  const auto leave = [&](std::size_t index) {
    const double y = raw.y(index);
    if (std::isfinite(y)) window.erase(std::ranges::lower_bound(window, y));
  };
  std::size_t begin = first < reach ? 0 : first - reach, end = begin;
  for (std::size_t at = first; at < raw.size(); ++at) {
    for (; end < std::min(raw.size(), at + reach + 1); ++end) enter(end);
    for (; begin + reach < at; ++begin) leave(begin);
    const double y = raw.y(at);
    if (!std::isfinite(y)) {
      smooth.push_back(y);
      continue;
    }
    const std::size_t middle = window.size() / 2;
    smooth.push_back(window.size() % 2 == 1 ? window[middle] : (window[middle - 1] + window[middle]) / 2);
  }
  return smooth;
}

}  // namespace

std::size_t Smoother::reach() const {
  switch (how_.kind) {
    case SmoothingKind::gaussian:
      return std::size_t(std::ceil(3 * std::max(how_.amount, 0.1)));
    case SmoothingKind::median:
      return std::size_t(std::max(how_.amount, 1.0)) / 2;
    default:
      return 0;
  }
}

void Smoother::extend(const MinMaxPyramid& raw, MinMaxPyramid& smooth) {
  if (smooth.size() >= raw.size()) return;
  if (!smooth.empty() && reach() > 0) {
    // Their windows were cut off where the curve ended.
    const std::size_t settled = smooth.size() > reach() ? smooth.size() - reach() : 0;
    if (settled < smooth.size()) smooth.truncate_from(smooth.x(settled));
  }
  const std::size_t first = smooth.size();
  std::vector<double> values;
  switch (how_.kind) {
    case SmoothingKind::none:
      return;
    case SmoothingKind::exponential:
      values = average(raw, first);
      break;
    case SmoothingKind::gaussian:
      values = gaussian(raw, first, std::max(how_.amount, 0.1), reach());
      break;
    case SmoothingKind::median:
      values = median(raw, first, reach());
      break;
  }
  if (first == 0) {
    smooth = MinMaxPyramid(raw.shared_xs(), std::move(values));
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) smooth.append(raw.x(first + i), values[i]);
}

std::vector<double> Smoother::average(const MinMaxPyramid& raw, std::size_t first) {
  std::vector<double> smooth(raw.ys().begin() + std::ptrdiff_t(first), raw.ys().end());
  // In registers: what is written could otherwise be one of them.
  double sum = sum_, share = share_;
  const double past = how_.amount, now = 1 - how_.amount;
  for (double& y : smooth) {
    if (!std::isfinite(y)) continue;
    sum = past * sum + now * y;
    share = past * share + now;
    y = sum / share;
  }
  sum_ = sum;
  share_ = share;
  return smooth;
}

}  // namespace cloze::ui
