// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/relation_painter.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <QSet>
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

namespace cloze::ui {
namespace {

constexpr double below_axis = 14;  ///< Where a run without a value crosses an axis of lines, below its end.
constexpr double rim = 10;         ///< Between the outermost points and the edge of their area.
constexpr int shades = 8;

/// Where the ends of the axes of points are.
QRectF inner(const QRectF& plot, double scale) {
  return plot.adjusted(rim * scale, rim * scale, -rim * scale, -rim * scale);
}

QFont text_font(double scale) {
  QFont result = tabular_font(TextSize::small);
  result.setPixelSize(std::max(1, int(12 * scale + 0.5)));
  return result;
}

/// From good to far off: the last axis of lines, the vertical one of points.
QColor shade(int step, const Tokens& tokens) {
  const double far = double(step) / (shades - 1);
  const QColor &from = tokens.accent, &to = tokens.muted;
  const auto mix = [far](int a, int b) { return int(a + (b - a) * far); };
  QColor made(mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue()));
  made.setAlpha(int(170 - 90 * far));
  return made;
}

/// Losses and the like are better when they are lower, accuracies when they are higher.
int shade_of(const RunAxis& axis, std::size_t run) {
  const double share = axis.share(axis.values[run]);
  if (std::isnan(share)) return shades - 1;
  const bool higher_is_better = run_columns()[std::size_t(axis.column)].kind == RunColumnKind::share;
  return std::clamp(int((higher_is_better ? 1 - share : share) * shades), 0, shades - 1);
}

void paint_point_axes(QPainter& painter, const PlottedRuns& runs, const QRectF& plot, const Tokens& tokens,
                      double scale) {
  const QFontMetricsF metrics(painter.font(), painter.device());
  const double row = metrics.height();
  const RunAxis &across = runs.axes[0], &up = runs.axes[1];
  const QRectF ends = inner(plot, scale);
  for (const Tick& tick : up.ticks(std::max(2, int(plot.height() / (48 * scale))))) {
    const double y = ends.bottom() - up.share(tick.value) * ends.height();
    painter.setPen(QPen(tokens.line, scale));
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    painter.setPen(tokens.muted);
    const QRectF place(0, y - row, plot.left() - 8 * scale, 2 * row);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(tick.label, Qt::ElideMiddle, place.width() - 4 * scale));
  }
  double free_from = -1e9;
  for (const Tick& tick : across.ticks(std::max(2, int(plot.width() / (90 * scale))))) {
    const double x = ends.left() + across.share(tick.value) * ends.width();
    painter.setPen(QPen(tokens.line, scale));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const double half = metrics.horizontalAdvance(tick.label) / 2;
    if (x - half < free_from) continue;
    free_from = x + half + 8 * scale;
    painter.setPen(tokens.muted);
    painter.drawText(QRectF(x - half - 4, plot.bottom() + 4 * scale, 2 * half + 8, row), Qt::AlignCenter,
                     tick.label);
  }
  painter.setPen(tokens.text);
  painter.drawText(QRectF(plot.left(), plot.bottom() + row + 6 * scale, plot.width(), row), Qt::AlignCenter,
                   across.title);
  painter.drawText(QRectF(4 * scale, plot.top() - row - 10 * scale, plot.right(), row),
                   Qt::AlignLeft | Qt::AlignVCenter, up.title);
}

void paint_line_axes(QPainter& painter, const PlottedRuns& runs, const RelationLayout& layout,
                     const Tokens& tokens, double scale) {
  const QFontMetricsF metrics(painter.font(), painter.device());
  const QRectF& plot = layout.plot;
  const double row = metrics.height();
  const double room = layout.axis_x.size() > 1 ? layout.axis_x[1] - layout.axis_x[0] : plot.width();
  for (std::size_t i = 0; i < runs.axes.size(); ++i) {
    const RunAxis& axis = runs.axes[i];
    const double x = layout.axis_x[i];
    painter.setPen(QPen(tokens.muted, scale));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(tokens.text);
    painter.drawText(QRectF(x - room / 2, plot.top() - row - 8 * scale, room, row), Qt::AlignCenter,
                     metrics.elidedText(axis.title, Qt::ElideRight, room - 8 * scale));
    painter.setPen(tokens.muted);
    for (const Tick& tick : axis.ticks(std::max(2, int(plot.height() / (34 * scale))))) {
      const double y = plot.bottom() - axis.share(tick.value) * plot.height();
      painter.drawLine(QPointF(x - 4 * scale, y), QPointF(x, y));
      const QString label = metrics.elidedText(tick.label, Qt::ElideMiddle, room / 2);
      const QRectF place(x - 8 * scale - metrics.horizontalAdvance(label), y - row / 2,
                         metrics.horizontalAdvance(label), row);
      // Lines that pass behind it do not cross it out.
      QColor ground = tokens.surface;
      ground.setAlpha(200);
      painter.fillRect(place.adjusted(-2 * scale, 1, 2 * scale, -1), ground);
      painter.drawText(place, Qt::AlignCenter, label);
    }
    if (std::ranges::any_of(axis.values, [](double value) { return std::isnan(value); })) {
      painter.drawText(
          QRectF(x - 24 * scale, plot.bottom() + (below_axis - 8) * scale, 16 * scale, 16 * scale),
          Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("\u2013"));
    }
  }
}

QPainterPath line_of(const PlottedRuns& runs, const RelationLayout& layout, std::size_t run, double scale) {
  QPainterPath path;
  for (std::size_t axis = 0; axis < runs.axes.size(); ++axis) {
    const QPointF at = *place_of(RelationPlot::Kind::lines, runs, layout, run, axis, scale);
    axis == 0 ? path.moveTo(at) : path.lineTo(at);
  }
  return path;
}

}  // namespace

RelationLayout layout_relation(RelationPlot::Kind kind, const PlottedRuns& runs, const QSizeF& size,
                               double scale, const QPaintDevice* device) {
  const QFontMetricsF metrics(text_font(scale), device);
  const double row = metrics.height();
  RelationLayout layout;
  if (kind == RelationPlot::Kind::points) {
    double widest = 0;
    for (const Tick& tick : runs.axes[1].ticks(std::max(2, int(size.height() / (48 * scale)))))
      widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    widest = std::min(widest, size.width() / 4);
    layout.plot = QRectF(QPointF(widest + 20 * scale, row + 16 * scale),
                         QPointF(size.width() - 20 * scale, size.height() - 2 * row - 12 * scale));
    return layout;
  }
  layout.plot = QRectF(QPointF(0, row + 16 * scale), QPointF(size.width(), size.height() - 28 * scale));
  // An axis has its marks on the left and its title around it.
  const std::size_t count = runs.axes.size();
  const double room = size.width() / double(count);
  for (std::size_t i = 0; i < count; ++i) layout.axis_x.push_back(room * (double(i) + 0.5));
  return layout;
}

std::optional<QPointF> place_of(RelationPlot::Kind kind, const PlottedRuns& runs,
                                const RelationLayout& layout, std::size_t run, std::size_t axis,
                                double scale) {
  const QRectF& plot = layout.plot;
  if (kind == RelationPlot::Kind::lines) {
    const double share = runs.axes[axis].share(runs.axes[axis].values[run]);
    const double y =
        std::isnan(share) ? plot.bottom() + below_axis * scale : plot.bottom() - share * plot.height();
    return QPointF(layout.axis_x[axis], y);
  }
  const double x = runs.axes[0].share(runs.axes[0].values[run]);
  const double y = runs.axes[1].share(runs.axes[1].values[run]);
  if (std::isnan(x) || std::isnan(y)) return std::nullopt;
  const QRectF ends = inner(plot, scale);
  return QPointF(ends.left() + x * ends.width(), ends.bottom() - y * ends.height());
}

void paint_relation_axes(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                         const RelationLayout& layout, const Tokens& tokens, double scale) {
  painter.setFont(text_font(scale));
  if (kind == RelationPlot::Kind::points)
    paint_point_axes(painter, runs, layout.plot, tokens, scale);
  else
    paint_line_axes(painter, runs, layout, tokens, scale);
}

void paint_others(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                  const RelationLayout& layout, const Tokens& tokens, double scale) {
  const RunAxis& measure = runs.axes.back();
  std::array<std::vector<std::size_t>, shades> by_shade;
  for (std::size_t run = 0; run < runs.colors.size(); ++run)
    if (!runs.colors[run].isValid()) by_shade[std::size_t(shade_of(measure, run))].push_back(run);
  painter.setRenderHint(QPainter::Antialiasing);
  std::unordered_set<std::uint64_t> drawn;
  const auto fresh = [&](std::size_t gap, double from, double to) {
    const auto pixel = [](double at) { return std::uint64_t(std::clamp(std::lround(at), 0L, 0xffffL)); };
    return drawn.insert(std::uint64_t(gap) << 32 | pixel(from) << 16 | pixel(to)).second;
  };
  for (int step = shades - 1; step >= 0; --step) {  // The good ones above.
    const QColor color = shade(step, tokens);
    drawn.clear();
    if (kind == RelationPlot::Kind::points) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(color);
      for (const std::size_t run : by_shade[std::size_t(step)]) {
        const auto at = place_of(kind, runs, layout, run, 0, scale);
        if (at && fresh(0, at->x(), at->y())) painter.drawEllipse(*at, 3.5 * scale, 3.5 * scale);
      }
      continue;
    }
    painter.setPen(QPen(color, scale));
    for (const std::size_t run : by_shade[std::size_t(step)]) {
      for (std::size_t axis = 1; axis < runs.axes.size(); ++axis) {
        const QPointF from = *place_of(kind, runs, layout, run, axis - 1, scale),
                      to = *place_of(kind, runs, layout, run, axis, scale);
        if (fresh(axis, from.y(), to.y())) painter.drawLine(from, to);
      }
    }
  }
}

void paint_chosen(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                  const RelationLayout& layout, const Tokens& tokens, double scale, int pointed) {
  painter.setRenderHint(QPainter::Antialiasing);
  const auto paint = [&](std::size_t run, const QColor& color, double width) {
    if (kind == RelationPlot::Kind::points) {
      const auto at = place_of(kind, runs, layout, run, 0, scale);
      if (!at) return;
      painter.setPen(QPen(tokens.surface, 1.5 * scale));
      painter.setBrush(color);
      painter.drawEllipse(*at, 2.5 * width * scale, 2.5 * width * scale);
    } else {
      painter.setPen(QPen(color, width * scale, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.setBrush(Qt::NoBrush);
      painter.drawPath(line_of(runs, layout, run, scale));
    }
  };
  for (std::size_t run = 0; run < runs.colors.size(); ++run)
    if (runs.colors[run].isValid()) paint(run, runs.colors[run], 2);
  if (pointed < 0) return;
  const QColor& own = runs.colors[std::size_t(pointed)];
  paint(std::size_t(pointed), own.isValid() ? own : tokens.text, 2.6);
}

}  // namespace cloze::ui
