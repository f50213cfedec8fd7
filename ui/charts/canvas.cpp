// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/canvas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cloze::ui {
namespace {

/// Each of the four bytes times by / 255, rounded; two bytes at a time.
std::uint32_t scaled(std::uint32_t pixel, std::uint32_t by) {
  constexpr std::uint32_t even = 0x00ff00ff, half = 0x00800080;
  std::uint32_t low = (pixel & even) * by, high = (pixel >> 8 & even) * by;
  low = (low + (low >> 8 & even) + half) >> 8 & even;
  high = (high + (high >> 8 & even) + half) & ~even;
  return low | high;
}

/// The point of a stretch at x, which lies within it.
QPointF at_x(const QPointF& from, const QPointF& to, double x) {
  return {x, from.y() + (to.y() - from.y()) * (x - from.x()) / (to.x() - from.x())};
}

}  // namespace

std::optional<Canvas> Canvas::of(const QPainter& painter, const QRectF& area) {
  if (painter.device()->devType() != QInternal::Image || !painter.worldTransform().isIdentity())
    return std::nullopt;
  const auto* image = static_cast<const QImage*>(painter.device());
  const bool known =
      image->format() == QImage::Format_ARGB32_Premultiplied || image->format() == QImage::Format_RGB32;
  if (!known || image->devicePixelRatio() != 1) return std::nullopt;
  const QRect within = area.adjusted(0, -1, 1, 1).toAlignedRect().intersected(image->rect());
  if (within.isEmpty()) return std::nullopt;
  return Canvas(*image, within);
}

Canvas::Canvas(const QImage& image, const QRect& area)
    : pixels_(reinterpret_cast<std::uint32_t*>(const_cast<uchar*>(image.constBits()))),
      stride_(image.bytesPerLine() / 4),
      area_(area) {}

void Canvas::fillColumn(int x, double top, double bottom, const QColor& color) {
  if (x < area_.left() || x > area_.right()) return;
  const int first = std::max(area_.top(), int(std::floor(top)));
  const int last = std::min(area_.bottom(), int(std::floor(bottom)));
  const QRgb source = qPremultiply(color.rgba());
  const auto rest = std::uint32_t(255 - qAlpha(source));
  std::uint32_t* at = pixels_ + std::ptrdiff_t(first) * stride_ + x;
  for (int y = first; y <= last; ++y, at += stride_) *at = rest == 0 ? source : source + scaled(*at, rest);
}

void Canvas::strokeLine(std::span<const QPointF> points, double width, const QColor& color) {
  if (points.empty()) return;
  if (coverage_.empty()) {
    coverage_.resize(std::size_t(area_.width()) * std::size_t(area_.height()));
    covered_.assign(std::size_t(area_.width()), {area_.height(), -1});
  }
  // A pixel whose middle is this far away is left as it is, one a pixel nearer is covered whole.
  const auto reach = float(width / 2 + 0.5);
  if (points.size() == 1) cover(points.front(), points.front(), reach);
  for (std::size_t i = 1; i < points.size(); ++i) cover(points[i - 1], points[i], reach);
  blend(color);
}

void Canvas::cover(const QPointF& from, const QPointF& to, float reach) {
  const int first = int(std::floor(std::clamp(from.x() - reach, -1.0, 1e6))),
            last = int(std::ceil(std::clamp(to.x() + reach, -1.0, 1e6)));
  for (int x = std::max(first, area_.left()); x <= std::min(last, area_.right()); ++x) {
    // Only the part that can reach this column: a stretch may begin and end far outside.
    const double low = x + 0.5 - reach, high = x + 0.5 + reach;
    if (to.x() < low || from.x() > high) continue;
    coverColumn(x, from.x() < low ? at_x(from, to, low) : from, to.x() > high ? at_x(from, to, high) : to,
                reach);
  }
}

void Canvas::coverColumn(int column, const QPointF& from, const QPointF& to, float reach) {
  const int first =
      std::max(area_.top(), int(std::floor(std::min(from.y(), to.y()) - double(reach)))) - area_.top();
  const int last =
      std::min(area_.bottom(), int(std::ceil(std::max(from.y(), to.y()) + double(reach)))) - area_.top();
  if (first > last) return;
  const auto place = std::size_t(column - area_.left());
  covered_[place] = {std::min(covered_[place].first, first), std::max(covered_[place].last, last)};
  std::uint8_t* pixels = coverage_.data() + place * std::size_t(area_.height());
  const auto along_x = float(to.x() - from.x()), along_y = float(to.y() - from.y());
  const float square = along_x * along_x + along_y * along_y, inverse = square > 0 ? 1 / square : 0;
  const auto dx = float(column + 0.5 - from.x()), top = float(area_.top() + 0.5 - from.y());
  for (int y = first; y <= last; ++y) {
    const float dy = top + float(y);
    const float share = std::clamp((dx * along_x + dy * along_y) * inverse, 0.0F, 1.0F);
    const float away_x = dx - share * along_x, away_y = dy - share * along_y;
    const float inside = reach - std::sqrt(away_x * away_x + away_y * away_y);
    const auto covered = std::uint8_t(std::clamp(inside, 0.0F, 1.0F) * 255 + 0.5F);
    pixels[y] = std::max(pixels[y], covered);
  }
}

void Canvas::blend(const QColor& color) {
  const QRgb source = qPremultiply(color.rgba());
  for (std::size_t column = 0; column < covered_.size(); ++column) {
    const Rows rows = std::exchange(covered_[column], {area_.height(), -1});
    std::uint8_t* coverage = coverage_.data() + column * std::size_t(area_.height());
    std::uint32_t* at =
        pixels_ + std::ptrdiff_t(area_.top() + rows.first) * stride_ + area_.left() + std::ptrdiff_t(column);
    for (int y = rows.first; y <= rows.last; ++y, at += stride_) {
      const std::uint32_t covered = std::exchange(coverage[y], std::uint8_t(0));
      if (covered == 0) continue;
      const std::uint32_t over = scaled(source, covered);
      *at = over + scaled(*at, 255 - (over >> 24));
    }
  }
}

}  // namespace cloze::ui
