// SPDX-License-Identifier: GPL-3.0-or-later
// Smooth curves from raw points: always from all of them, before anything is thinned out for the screen, and
// over points, not over x: what the x axis shows does not change the curve. A bad number (NaN, infinity)
// stays where it is and takes no part. Values; no thread rule of their own.
#pragma once

#include <cstddef>
#include <vector>

#include "ui/charts/min_max_pyramid.h"

namespace cloze::ui {

enum class SmoothingKind {
  none,
  exponential,  ///< Exponential, without its start's bias (Kingma & Ba 2015, section 3). amount: the
                ///< weight of the past, 0 to below 1.
  gaussian,     ///< Weighted mean around each point, out to three standard deviations. amount: the standard
                ///< deviation in points.
  median,       ///< Of the points around each point: spikes leave no trace. amount: how many points, odd.
};

struct Smoothing {
  SmoothingKind kind = SmoothingKind::none;
  double amount = 0;
  bool operator==(const Smoothing&) const = default;
};

inline constexpr Smoothing exponential_moving_average(double weight) {
  return {weight > 0 ? SmoothingKind::exponential : SmoothingKind::none, weight};
}

/// Keeps a smooth curve beside a raw one that grows. Near the ends a window is cut off, so the last points
/// change while more arrive.
class Smoother {
 public:
  Smoother() = default;
  explicit Smoother(Smoothing how) : how_(how) {}
  const Smoothing& how() const { return how_; }

  /// Brings smooth, which only this object fills, up to date with raw, to which points have only been added
  /// since the last call.
  void extend(const MinMaxPyramid& raw, MinMaxPyramid& smooth);

 private:
  std::vector<double> average(const MinMaxPyramid& raw, std::size_t first);
  std::size_t reach() const;  ///< How far the window goes to each side, in points.

  Smoothing how_;
  double sum_ = 0, share_ = 0;  ///< Of the moving average: it is sum_ / share_.
};

}  // namespace cloze::ui
