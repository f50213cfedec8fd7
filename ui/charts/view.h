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
  double y_from = 0, y_to = 1;  ///< In the data's own unit, also when the axis is logarithmic.
  bool log_y = false;

  bool operator==(const View&) const = default;
  double scaled(double y) const { return log_y ? std::log10(y) : y; }
  double pixel_x(double x, const QRectF& area) const {
    return area.left() + (x - x_from) / (x_to - x_from) * area.width();
  }
  double pixel_y(double y, const QRectF& area) const {
    const double low = scaled(y_from), high = scaled(y_to);
    return area.bottom() - (scaled(y) - low) / (high - low) * area.height();
  }
  double value_x(double pixel, const QRectF& area) const {
    return x_from + (pixel - area.left()) / area.width() * (x_to - x_from);
  }
};

/// From the first to the last x of all series, with the end on a round number so that a growing curve does
/// not move the axis with every point. Goes at least to at_least. 0 to 1 when there is nothing.
void fit_x(View& view, std::span<const Series> series, double at_least = 0);

/// Height that shows what is between x_from and x_to. A few far outliers are left off the scale (they get
/// markers), so that one spike does not flatten a curve.
void fit_y(View& view, std::span<const Series> series, int pixel_columns);

}  // namespace cloze::ui
