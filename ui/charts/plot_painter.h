// SPDX-License-Identifier: GPL-3.0-or-later
// Draws curves into a rectangle. Where several points share a column of pixels, a vertical line from their
// smallest to their largest value stands for them, so no spike is lost. A bad number is a gap with a mark at
// the bottom edge; a value beyond the scale has a small triangle at the edge it left by.
#pragma once

#include <QPainter>
#include <span>

#include "ui/charts/view.h"
#include "ui/theme.h"

namespace cloze::ui {

/// area is in the painter's pixels, which must not be scaled: scale says how many of them make one of the
/// interface's, so that every pixel of a fine screen gets its own column.
void paint_series(QPainter& painter, const QRectF& area, const View& view, std::span<const Series> series,
                  const Tokens& tokens, double scale = 1);

/// The colour a curve is drawn with.
QColor color_of(const Series& series, const Tokens& tokens);

}  // namespace cloze::ui
