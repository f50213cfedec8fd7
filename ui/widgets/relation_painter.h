// SPDX-License-Identifier: GPL-3.0-or-later
// Draws what relation_plot.h describes: the same code for the screen and for files.
#pragma once

#include <QPainter>

#include "ui/widgets/relation_plot.h"

namespace cloze::ui {

/// scale: device pixels for a pixel of a plain screen.
RelationLayout layout_relation(RelationPlot::Kind kind, const PlottedRuns& runs, const QSizeF& size,
                               double scale, const QPaintDevice* device);
/// Axes, marks and titles.
void paint_relation_axes(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                         const RelationLayout& layout, const Tokens& tokens, double scale);
/// The runs that are not chosen. Those that fall on the same pixels are drawn once.
void paint_others(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                  const RelationLayout& layout, const Tokens& tokens, double scale);
/// The chosen ones, and above them the one that is pointed at (-1: none).
void paint_chosen(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs,
                  const RelationLayout& layout, const Tokens& tokens, double scale, int pointed = -1);

/// Where a run stands on an axis of lines, or its point; a run without a value stands below the axis of lines
/// and nowhere among points.
std::optional<QPointF> place_of(RelationPlot::Kind kind, const PlottedRuns& runs,
                                const RelationLayout& layout, std::size_t run, std::size_t axis,
                                double scale);

}  // namespace cloze::ui
