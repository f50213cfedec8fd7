// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_item.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_painter.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr double room_for_circles = 4;  ///< Around the area, for those on its edge.

}  // namespace

PlotItem::PlotItem(QGraphicsItem* parent, const std::vector<Series>& series, const View& view)
    : QGraphicsItem(parent), series_(series), view_(view) {
  setZValue(10);
}

void PlotItem::setArea(const QRectF& area) {
  if (area == area_) return;
  prepareGeometryChange();
  area_ = area;
  renew();
}

void PlotItem::renew() {
  stale_ = true;
  update();
}

void PlotItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const double ratio = painter->device()->devicePixelRatioF() * std::abs(painter->worldTransform().m11());
  const QSize size = (area_.size() * ratio).toSize();
  if (size.isEmpty()) return;
  const int margin = int(std::ceil(room_for_circles * ratio));
  const QSize whole = size.grownBy({margin, margin, margin, margin});
  if (stale_ || picture_.size() != whole) {
    picture_ = QImage(whole, QImage::Format_ARGB32_Premultiplied);
    picture_.fill(Qt::transparent);
    QPainter inner(&picture_);
    paint_series(inner, QRectF(QPointF(margin, margin), QSizeF(size)), view_, series_, tokens(), ratio);
    stale_ = false;
  }
  const double beside = margin * area_.width() / size.width(),
               above = margin * area_.height() / size.height();
  painter->drawImage(area_.adjusted(-beside, -above, beside, above), picture_,
                     QRectF(QPointF(0, 0), QSizeF(whole)));
  const bool empty = std::ranges::all_of(series_, [](const Series& one) { return one.raw().empty(); });
  if (empty && !empty_text_.isEmpty()) {
    painter->setPen(tokens().muted);
    painter->setFont(font(TextSize::body));
    painter->drawText(area_, Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
  }
}

CrosshairItem::CrosshairItem(QGraphicsItem* parent, const std::vector<Series>& series, const View& view)
    : QGraphicsItem(parent), series_(series), view_(view), x_(std::nan("")) {
  setZValue(20);
}

void CrosshairItem::setArea(const QRectF& area) {
  if (area == area_) return;
  prepareGeometryChange();
  area_ = area;
}

void CrosshairItem::setX(double x) {
  if (std::isnan(x) && std::isnan(x_)) return;
  x_ = x;
  update();
}

void CrosshairItem::setBand(double from, double to) {
  band_from_ = std::clamp(std::min(from, to), area_.left(), area_.right());
  band_to_ = std::clamp(std::max(from, to), area_.left(), area_.right());
  update();
}

void CrosshairItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (band_from_ < band_to_) {
    QColor color = tokens().accent;
    color.setAlphaF(0.14f);
    painter->fillRect(QRectF(band_from_, area_.top(), band_to_ - band_from_, area_.height()), color);
  }
  if (std::isnan(x_) || x_ < view_.x_from || x_ > view_.x_to) return;
  const double at = view_.pixel_x(x_, area_);
  painter->setRenderHint(QPainter::Antialiasing, false);
  QPen pen(tokens().muted, 1, Qt::DashLine);
  pen.setCosmetic(true);
  painter->setPen(pen);
  painter->drawLine(QPointF(at, area_.top()), QPointF(at, area_.bottom()));
  painter->setRenderHint(QPainter::Antialiasing);
  paintReadout(painter, at);
}

void CrosshairItem::paintReadout(QPainter* painter, double at) const {
  struct Line {
    QColor color;
    QString name, value;
  };
  std::vector<Line> lines;
  constexpr std::size_t most_lines = 12;
  for (const Series& one : series_) {
    const MinMaxPyramid& raw = one.raw();
    // A curve that ends before the crosshair, or begins behind it, has nothing to say there.
    if (raw.empty() || at < view_.pixel_x(raw.x(0), area_) - 1) continue;
    const double slack = area_.width() * 0.02;
    if (one.style == SeriesStyle::line && at > view_.pixel_x(raw.x(raw.size() - 1), area_) + slack) continue;
    const std::size_t index = raw.nearest(x_);
    const double value = one.shown().y(index);
    const QColor color = color_of(one, tokens());
    QString text = readout_number(value);
    if (one.style == SeriesStyle::points && raw.x(index) != x_) {
      text += QCoreApplication::translate("Chart", " at %1").arg(x_text(x_kind_, raw.x(index)));
    } else if (one.has_band()) {
      text += QCoreApplication::translate("Chart", "  %1 to %2")
                  .arg(readout_number(one.low().y(index)), readout_number(one.high().y(index)));
    } else if (one.smoothed()) {
      text += QCoreApplication::translate("Chart", "  raw %1").arg(readout_number(raw.y(index)));
    }
    if (lines.size() < most_lines) lines.push_back({color, one.name, text});
    const double y = view_.pixel_y(value, area_);
    if (std::isfinite(y) && y >= area_.top() && y <= area_.bottom()) {
      painter->setPen(QPen(tokens().surface, 1.5));
      painter->setBrush(color);
      painter->drawEllipse(QPointF(view_.pixel_x(raw.x(index), area_), y), 4, 4);
    }
  }
  if (lines.empty()) return;

  painter->setFont(tabular_font(TextSize::small));
  const QFontMetricsF metrics(painter->font());
  const QString head = (x_title_.isEmpty() ? QString() : x_title_ + " ") + x_text(x_kind_, x_);
  double names = 0, values = 0;
  for (const Line& line : lines) {
    names = std::max(names, compact_ ? 0.0 : metrics.horizontalAdvance(line.name));
    values = std::max(values, metrics.horizontalAdvance(line.value));
  }
  const double row = std::ceil(metrics.height()), pad = grid::small;
  const double first = compact_ ? 0 : row;
  const double inner =
      std::max(metrics.horizontalAdvance(compact_ ? QString() : head), 16 + names + 12 + values);
  QRectF box(at + 12, area_.top() + 4, inner + 2 * pad - (compact_ ? 12 : 0),
             first + row * double(lines.size()) + (compact_ ? 4 : 2 * 6));
  if (box.right() > area_.right()) box.moveRight(at - 12);
  if (box.left() < area_.left()) box.moveLeft(area_.left());
  QColor ground = tokens().surface;
  ground.setAlphaF(0.94f);
  painter->setPen(tokens().line);
  painter->setBrush(ground);
  painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  double y = box.top() + (compact_ ? 2 : 6);
  if (!compact_) {
    painter->setPen(tokens().muted);
    painter->drawText(QRectF(box.left() + pad, y, inner, row), Qt::AlignLeft | Qt::AlignVCenter, head);
    y += row;
  }
  for (const Line& line : lines) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(line.color);
    painter->drawEllipse(QPointF(box.left() + pad + 4, y + row / 2), 3.5, 3.5);
    painter->setPen(tokens().text);
    if (!compact_) {
      painter->drawText(QRectF(box.left() + pad + 16, y, names + 4, row), Qt::AlignLeft | Qt::AlignVCenter,
                        line.name);
    }
    painter->drawText(QRectF(box.left() + pad, y, box.width() - 2 * pad, row),
                      Qt::AlignRight | Qt::AlignVCenter, line.value);
    y += row;
  }
}

QString readout_number(double value) {
  if (!std::isfinite(value)) return short_number(value);
  const double magnitude = std::abs(value);
  if (magnitude >= 1e5 || (magnitude < 1e-3 && magnitude > 0)) return short_number(value);
  const int decimals = magnitude >= 1000  ? 0
                       : magnitude >= 100 ? 1
                       : magnitude >= 10  ? 2
                       : magnitude >= 0.1 ? 3
                                          : 5;
  return QString::number(value, 'f', decimals);
}

}  // namespace cloze::ui
