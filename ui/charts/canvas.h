// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QPainter>
#include <QPointF>
#include <QRectF>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cloze::ui {

/// The pixels behind a painter, where it paints into an image as it is. A plot is mostly columns and fine
/// lines: QPainter takes several times as long for a vertical line as its pixels do, and for an antialiased
/// curve of some thousand points tens of milliseconds. Lives no longer than the painter.
class Canvas {
 public:
  /// Nothing where the painter transforms, or paints on paper, into a vector file or unknown pixels. What is
  /// drawn stays within the area and the pixels that it touches on the right, above and below.
  static std::optional<Canvas> of(const QPainter& painter, const QRectF& area);

  /// The pixels of a column from top to bottom.
  void fillColumn(int x, double top, double bottom, const QColor& color);

  /// A line through the points with round joins and ends, antialiased by each pixel's distance to it. Points
  /// are finite and their x do not fall; the width is at least 1. A translucent line does not cover itself.
  void strokeLine(std::span<const QPointF> points, double width, const QColor& color);

 private:
  struct Rows {
    int first, last;  ///< Rows of a column that are covered; none when first > last.
  };

  Canvas(const QImage& image, const QRect& area);
  void cover(const QPointF& from, const QPointF& to, float reach);
  void coverColumn(int column, const QPointF& from, const QPointF& to, float reach);
  void blend(const QColor& color);

  std::uint32_t* pixels_;
  std::ptrdiff_t stride_;
  QRect area_;
  std::vector<std::uint8_t> coverage_;  ///< Of the area's pixels, column by column; 0 between two lines.
  std::vector<Rows> covered_;           ///< Of each column.
};

}  // namespace cloze::ui
