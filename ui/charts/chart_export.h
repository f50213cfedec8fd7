// SPDX-License-Identifier: GPL-3.0-or-later
// A chart on paper: title, legend, axes with their titles, on white. The same curves, drawn by the same code.
// The image needs a QGuiApplication, but no window and no display.
#pragma once

#include <QImage>
#include <QString>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "ui/charts/series.h"
#include "ui/charts/ticks.h"
#include "ui/charts/view.h"

class QPainter;

namespace cloze::ui {

struct Tokens;

/// Ink on white, whatever the screen's theme is.
const Tokens& paper_tokens();

/// Draws a picture of this size, in the painter's pixels; scale: how many of them a pixel of a plain screen
/// has.
using Drawing = std::function<void(QPainter& painter, const QSizeF& size, double scale)>;

/// size in pixels of a plain screen; the image has scale times as many.
QImage drawing_image(const Drawing& draw, const QSize& size, double scale = 2);

/// By the file's ending: .png, .pdf or .svg (vector). Never half a file.
Result<void> save_drawing(const Drawing& draw, const QString& title, const QSize& size, const QString& path);

struct ChartFigure {
  QString title, x_title, y_title;
  std::vector<Series> series;
  XKind x_kind = XKind::count;
  View view;  ///< Fitted to the series where fit_figure is called.
};

/// Sets the view so that everything shows.
void fit_figure(ChartFigure& figure, const QSize& size);

QImage figure_image(const ChartFigure& figure, const QSize& size, double scale = 2);

/// By the file's ending: .png, .pdf and .svg (vector), or .csv (raw points at full precision: series, x, y,
/// and where a curve has a band its ends). Never half a file.
Result<void> save_figure(const ChartFigure& figure, const QSize& size, const QString& path);

}  // namespace cloze::ui
