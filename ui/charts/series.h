// SPDX-License-Identifier: GPL-3.0-or-later
// One curve: its raw points, when smoothing is on the smooth curve beside them, and for a curve that stands
// for several a band around it. A value; the smooth curve is made when it is first looked at, so looking
// counts as changing it where threads are concerned.
#pragma once

#include <QColor>
#include <QString>
#include <utility>
#include <vector>

#include "ui/charts/min_max_pyramid.h"
#include "ui/charts/smoothing.h"

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
  /// With the ends of the band at x; for all points or none.
  void append(double x, double y, double low, double high);
  /// Instead of what there is: all at once. Where an x falls, what came before it is taken back, as by
  /// append().
  void set_points(std::vector<double> x, std::vector<double> y);
  /// The same with an x that other curves have as well, one for each y.
  void set_points(SharedXs x, std::vector<double> y);
  void clear();
  void set_smoothing(const Smoothing& how);
  bool smoothed() const { return smoother_.how().kind != SmoothingKind::none && style == SeriesStyle::line; }
  bool has_band() const { return !low_.empty(); }

  const MinMaxPyramid& raw() const { return raw_; }
  /// Empty unless smoothed().
  const MinMaxPyramid& smooth() const;
  /// What the eye should follow: the smooth curve when there is one.
  const MinMaxPyramid& shown() const { return smoothed() ? smooth() : raw_; }
  /// The band's ends, with the x of raw().
  const MinMaxPyramid& low() const { return low_; }
  const MinMaxPyramid& high() const { return high_; }

 private:
  MinMaxPyramid raw_, low_, high_;
  mutable MinMaxPyramid smooth_;
  mutable Smoother smoother_;
};

}  // namespace cloze::ui
