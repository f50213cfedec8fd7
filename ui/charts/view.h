// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the plane a chart shows, and where its points fall in a rectangle of pixels. A value.
#pragma once

#include <QRectF>
#include <cmath>
#include <span>

#include "ui/charts/series.h"

namespace cloze::ui {

struct View {
  double x_from = 0, x_to = 1;
  double y_from = 0, y_to = 1;  ///< Both in the data's own unit, also when an axis is logarithmic.
  bool log_x = false, log_y = false;

  bool operator==(const View&) const = default;
  /// What is proportional to pixels: the logarithm on a logarithmic axis.
  double scaled_x(double x) const { return log_x ? std::log10(x) : x; }
  double unscaled_x(double scaled) const { return log_x ? std::pow(10.0, scaled) : scaled; }
  double scaled_y(double y) const { return log_y ? std::log10(y) : y; }
  double unscaled_y(double scaled) const { return log_y ? std::pow(10.0, scaled) : scaled; }
  double pixel_x(double x, const QRectF& area) const {
    const double low = scaled_x(x_from), high = scaled_x(x_to);
    return area.left() + (scaled_x(x) - low) / (high - low) * area.width();
  }
  double pixel_y(double y, const QRectF& area) const {
    const double low = scaled_y(y_from), high = scaled_y(y_to);
    return area.bottom() - (scaled_y(y) - low) / (high - low) * area.height();
  }
  double value_x(double pixel, const QRectF& area) const {
    const double low = scaled_x(x_from), high = scaled_x(x_to);
    return unscaled_x(low + (pixel - area.left()) / area.width() * (high - low));
  }
};

/// From the first to the last x of all series, with the end on a round number so that a growing curve does
/// not move the axis with every point. With at_least it goes from 0 at least that far. 0 to 1 when there is
/// nothing. A logarithmic axis begins with the first x above 0 and ends with the last.
void fit_x(View& view, std::span<const Series> series, double at_least = 0);

/// Height that shows what is between x_from and x_to. A few far outliers are left off the scale (they get
/// markers), so that one spike does not flatten a curve. It ends on round numbers, as x does.
void fit_y(View& view, std::span<const Series> series, int pixel_columns);

}  // namespace cloze::ui
