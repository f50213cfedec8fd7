// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_painter.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ui/charts/canvas.h"

namespace cloze::ui {
namespace {

/// On paper and in vector files an antialiased polyline costs 2 to 10 microseconds a segment, a vertical line
/// a hundredth of it; so the fine line is drawn as long as all of them together stay below this many
/// segments.
constexpr std::size_t fine_segments = 4000;
constexpr double mark_spacing = 7;

class Plot {
 public:
  Plot(QPainter& painter, const QRectF& area, const View& view, const Tokens& tokens, double scale)
      : painter_(painter),
        area_(area),
        view_(view),
        tokens_(tokens),
        scale_(scale),
        canvas_(Canvas::of(painter, area)) {}

  std::vector<Column> columnsOf(const MinMaxPyramid& points) const {
    return columns(points, view_.x_from, view_.x_to, std::max(1, int(area_.width())), view_.log_x);
  }

  /// How high the columns are, on average, in pixels.
  double meanHeight(const std::vector<Column>& all) const {
    double sum = 0;
    for (const Column& column : all) {
      if (column.extent.has_finite())
        sum += clampedY(column.extent.minimum) - clampedY(column.extent.maximum);
    }
    return all.empty() ? 0 : sum / double(all.size());
  }

  /// Quick and exact: one vertical line per column, long enough to touch its neighbour.
  void drawColumns(const MinMaxPyramid& points, const std::vector<Column>& all, const QColor& color) {
    painter_.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(color, 1);
    pen.setCosmetic(true);
    painter_.setPen(pen);
    QVector<QLineF> lines;
    lines.reserve(int(all.size()));
    double before = std::nan("");  // Height at which the column before ended; not a number after a gap.
    int pixel_before = 0;
    for (const Column& column : all) {
      const double x = area_.left() + column.pixel + 0.5;
      if (!column.extent.has_finite()) {
        before = std::nan("");
        continue;
      }
      double top = clampedY(column.extent.maximum), bottom = clampedY(column.extent.minimum);
      const double first = points.y(column.begin), last = points.y(column.end - 1);
      if (!std::isnan(before) && std::isfinite(first)) {
        if (column.pixel == pixel_before + 1) {
          top = std::min(top, before);
          bottom = std::max(bottom, before);
        } else {
          lines.append(QLineF(area_.left() + pixel_before + 0.5, before, x, clampedY(first)));
        }
      }
      bottom = std::max(bottom, top + 1);
      if (canvas_)
        canvas_->fillColumn(int(x), top, bottom, color);
      else
        lines.append(QLineF(x, top, x, bottom));
      before = std::isfinite(last) ? clampedY(last) : std::nan("");
      pixel_before = column.pixel;
    }
    painter_.drawLines(lines);
  }

  /// Fine: through first, smallest, largest and last value of each column.
  void drawLine(const MinMaxPyramid& points, const std::vector<Column>& all, const QPen& pen) {
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(pen);
    painter_.setBrush(Qt::NoBrush);
    QPolygonF line;
    const auto flush = [&] {
      if (canvas_ && pen.style() == Qt::SolidLine) {
        canvas_->strokeLine(line, pen.widthF(), pen.color());
      } else {
        if (line.size() > 1) painter_.drawPolyline(line);
        if (line.size() == 1) painter_.drawEllipse(line.front(), 0.5, 0.5);
      }
      line.clear();
    };
    const auto add = [&](double x, double y) {
      if (std::isfinite(x) && std::isfinite(y)) {
        line.append({x, clampedY(y, 2)});
      } else {
        flush();
      }
    };
    // The neighbours outside the picture, so that the line reaches its edges.
    if (!all.empty() && all.front().begin > 0) addPoint(points, all.front().begin - 1, add);
    for (const Column& column : all) {
      if (column.end - column.begin <= 2) {
        for (std::size_t i = column.begin; i < column.end; ++i) addPoint(points, i, add);
        continue;
      }
      const Extent& extent = column.extent;
      const double first = points.y(column.begin), last = points.y(column.end - 1);
      const double left = area_.left() + column.pixel;
      if (!extent.has_finite()) {
        flush();
        continue;
      }
      add(left + 0.25, first);
      // What lies between the ends is passed by anyway.
      const bool over = !(extent.maximum <= std::max(first, last)),
                 under = !(extent.minimum >= std::min(first, last));
      if (over && first >= last) add(left + 0.5, extent.maximum);
      if (under) add(left + 0.5, extent.minimum);
      if (over && !(first >= last)) add(left + 0.5, extent.maximum);
      add(left + 0.75, last);
    }
    if (!all.empty() && all.back().end < points.size()) addPoint(points, all.back().end, add);
    flush();
  }

  /// From the smallest of the low ends to the largest of the high ones.
  void drawBand(const Series& series, const QColor& color) {
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(color);
    QPolygonF above, below;
    const auto flush = [&] {
      std::ranges::reverse(below);
      above += below;
      if (above.size() > 2) painter_.drawPolygon(above);
      above.clear();
      below.clear();
    };
    const MinMaxPyramid &low = series.low(), &high = series.high();
    const auto add = [&](double x, double from, double to) {
      above.append({x, clampedY(to)});
      below.append({x, clampedY(from)});
    };
    const std::vector<Column> all = columnsOf(low);
    const auto beyond = [&](std::size_t i) {  // A neighbour outside the picture.
      if (std::isfinite(low.y(i)) && std::isfinite(high.y(i)))
        add(view_.pixel_x(low.x(i), area_), low.y(i), high.y(i));
    };
    if (!all.empty() && all.front().begin > 0) beyond(all.front().begin - 1);
    for (const Column& column : all) {
      const Extent top = high.extent(column.begin, column.end);
      if (!column.extent.has_finite() || !top.has_finite()) {
        flush();
        continue;
      }
      const double x = column.end - column.begin == 1 ? view_.pixel_x(low.x(column.begin), area_)
                                                      : area_.left() + column.pixel + 0.5;
      add(x, column.extent.minimum, top.maximum);
    }
    if (!all.empty() && all.back().end < low.size()) beyond(all.back().end);
    flush();
  }

  void drawCircles(const MinMaxPyramid& points, const std::vector<Column>& all, const QColor& color) {
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(QPen(color, 1.6 * scale_));
    painter_.setBrush(tokens_.surface);
    if (double(all.size()) * 6 * scale_ > area_.width()) return;  // They would hide the line.
    // One on the area's edge is drawn whole.
    const double radius = 3 * scale_, beyond = radius + scale_;
    painter_.save();
    painter_.setClipRect(area_.adjusted(-beyond, -beyond, beyond, beyond));
    for (const Column& column : all) {
      for (std::size_t i = column.begin; i < column.end; ++i) {
        const double y = points.y(i);
        if (!std::isfinite(view_.scaled_y(y))) continue;
        const QPointF at(view_.pixel_x(points.x(i), area_), view_.pixel_y(y, area_));
        const bool inside = at.x() >= area_.left() && at.x() <= area_.right() + 0.5 &&
                            at.y() >= area_.top() && at.y() <= area_.bottom();
        if (inside) painter_.drawEllipse(at, radius, radius);
      }
    }
    painter_.restore();
  }

  void drawMarks(const std::vector<Column>& all, const QColor& color) {
    painter_.setRenderHint(QPainter::Antialiasing);
    const double spacing = mark_spacing * scale_;
    double nan_x = -1e9, top_x = -1e9, bottom_x = -1e9;
    for (const Column& column : all) {
      const double x = area_.left() + column.pixel + 0.5;
      const Extent& extent = column.extent;
      const double low = view_.scaled_y(extent.minimum), high = view_.scaled_y(extent.maximum);
      const bool above =
          extent.has_plus_infinity || (extent.has_finite() && high > view_.scaled_y(view_.y_to));
      const bool below =
          extent.has_minus_infinity || (extent.has_finite() && !(low >= view_.scaled_y(view_.y_from)));
      if (extent.has_nan && x - nan_x >= spacing) {
        nan_x = x;
        cross({x, area_.bottom() - 6 * scale_});
      }
      if (above && x - top_x >= spacing) {
        top_x = x;
        triangle({x, area_.top() + 1}, 5, color);
      }
      if (below && x - bottom_x >= spacing) {
        bottom_x = x;
        triangle({x, area_.bottom() - 1}, -5, color);
      }
    }
  }

 private:
  template <class Add>
  void addPoint(const MinMaxPyramid& points, std::size_t index, const Add& add) const {
    add(view_.pixel_x(points.x(index), area_), points.y(index));
  }

  double clampedY(double y, double beyond = 0) const {
    const double at = view_.pixel_y(y, area_);
    if (std::isnan(at)) return area_.bottom() + beyond;  // The logarithm of what is not positive.
    return std::clamp(at, area_.top() - beyond, area_.bottom() + beyond);
  }

  void cross(const QPointF& middle) {
    const double arm = 3 * scale_;
    painter_.setPen(QPen(tokens_.bad, 1.8 * scale_, Qt::SolidLine, Qt::RoundCap));
    painter_.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm));
    painter_.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm));
  }

  void triangle(const QPointF& tip, double height, const QColor& color) {
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(color);
    painter_.drawPolygon(
        QPolygonF{{tip, tip + QPointF(-3.5, height) * scale_, tip + QPointF(3.5, height) * scale_}});
  }

  QPainter& painter_;
  QRectF area_;
  const View& view_;
  const Tokens& tokens_;
  double scale_;
  std::optional<Canvas> canvas_;
};

}  // namespace

QColor color_of(const Series& series, const Tokens& tokens) {
  return series.color.isValid() ? series.color : tokens.text;
}

void paint_series(QPainter& painter, const QRectF& area, const View& view, std::span<const Series> series,
                  const Tokens& tokens, double scale) {
  painter.save();
  painter.setClipRect(area.adjusted(0, -1, 1, 1));
  Plot plot(painter, area, view, tokens, scale);
  struct Prepared {
    const Series* series;
    std::vector<Column> raw, shown;
  };
  std::vector<Prepared> all;
  std::size_t segments = 0;
  for (const Series& one : series) {
    Prepared prepared{&one, plot.columnsOf(one.raw()), {}};
    prepared.shown = one.smoothed() ? plot.columnsOf(one.smooth()) : prepared.raw;
    segments += prepared.shown.size();
    all.push_back(std::move(prepared));
  }
  for (const Prepared& one : all) {
    if (!one.series->has_band()) continue;
    QColor band = color_of(*one.series, tokens);
    band.setAlphaF(0.18f);
    plot.drawBand(*one.series, band);
  }
  for (const Prepared& one : all) {
    if (!one.series->smoothed() || one.series->has_band()) continue;
    QColor shadow = color_of(*one.series, tokens);
    shadow.setAlphaF(0.28f);
    if (segments <= fine_segments && double(one.raw.size()) * 1.5 < area.width()) {
      plot.drawLine(one.series->raw(), one.raw, QPen(shadow, scale));
    } else {
      plot.drawColumns(one.series->raw(), one.raw, shadow);
    }
  }
  for (const Prepared& one : all) {
    const QColor color = color_of(*one.series, tokens);
    const bool circles = one.series->style == SeriesStyle::points;
    // A rough line is many long strokes: columns show it better and quicker.
    const bool rough = plot.meanHeight(one.shown) > 3 * scale;
    if (segments <= fine_segments && !rough) {
      QPen pen(color, (circles ? 1.2 : 1.7) * scale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
      if (one.series->dashed) pen.setDashPattern({4, 3});
      plot.drawLine(one.series->shown(), one.shown, pen);
    } else {
      plot.drawColumns(one.series->shown(), one.shown, color);
    }
    if (circles) plot.drawCircles(one.series->raw(), one.raw, color);
  }
  for (const Prepared& one : all) plot.drawMarks(one.raw, color_of(*one.series, tokens));
  painter.restore();
}

}  // namespace cloze::ui
