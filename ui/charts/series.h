// SPDX-License-Identifier: GPL-3.0-or-later
// One curve: its raw points, and when smoothing is on, their exponential moving average beside them. A value.
#pragma once

#include <QColor>
#include <QString>

#include "ui/charts/min_max_pyramid.h"

namespace cloze::ui {

enum class SeriesStyle {
  line,    ///< Many points: a line; smoothed when the chart smooths, with the raw line as a shadow.
  points,  ///< Few points: circles joined by a thin line; never smoothed.
};

class Series {
 public:
  Series(QString name, const QColor& color, SeriesStyle style = SeriesStyle::line)
      : name(std::move(name)), color(color), style(style) {}

  QString name;
  QColor color;  ///< An invalid colour stands for the theme's text colour.
  SeriesStyle style;
  bool dashed = false;

  void append(double x, double y);
  void clear();
  /// Weight of the past in the average, 0 (off) to below 1. Computed anew from the raw points.
  void set_smoothing(double weight);
  bool smoothed() const { return weight_ > 0 && style == SeriesStyle::line; }

  const MinMaxPyramid& raw() const { return raw_; }
  const MinMaxPyramid& average() const { return average_; }
  /// What the eye should follow: the average when there is one.
  const MinMaxPyramid& shown() const { return smoothed() ? average_ : raw_; }

 private:
  void average_next(std::size_t index);
  MinMaxPyramid raw_, average_;
  double weight_ = 0;
  double sum_ = 0, share_ = 0;  ///< Running average without its start's bias: sum_ / share_.
};

}  // namespace cloze::ui
