// SPDX-License-Identifier: GPL-3.0-or-later
// Curves of runs to lay over each other: any metric over any of the five things an x axis can count, one by
// one or as the mean of a group. Values; any thread.
#pragma once

#include <QColor>
#include <QString>
#include <span>
#include <vector>

#include "core/history/history.h"
#include "ui/bridge/run_history.h"
#include "ui/charts/series.h"
#include "ui/charts/ticks.h"

namespace cloze::ui {

enum class XQuantity {
  step,
  tokens,  ///< Seen in training.
  epoch,
  training_time,  ///< Without pauses and evaluations.
  wall_time,  ///< Since the run began. Between two events of a run, its training and evaluation time counts.
};

struct XChoice {
  XQuantity quantity;
  QString name;   ///< For a list.
  QString title;  ///< For an axis.
  XKind kind;
};
/// In the order of XQuantity.
std::vector<XChoice> x_choices();

struct CurveMetric {
  QString name;                                         ///< For a list and a title.
  QString y_title;                                      ///< With the unit.
  bool held_out;                                        ///< Of evaluations: few points.
  StepColumn column = StepColumn::loss;                 ///< When not held_out.
  double (*value)(const EvaluationMetrics&) = nullptr;  ///< When held_out.
};
std::vector<CurveMetric> curve_metrics();
/// Places in curve_metrics().
inline constexpr int training_loss = 0, held_out_loss = 6;

/// What must be read of a run to draw this.
std::vector<StepColumn> columns_for(const CurveMetric& metric, XQuantity x);

/// x of each of the steps.
std::vector<double> x_values(const RunCurves& run, XQuantity x);

/// The curve of one run, with all its points; run must hold columns_for() it.
Series run_curve(const RunCurves& run, const CurveMetric& metric, XQuantity x, const QString& name,
                 const QColor& color);

/// The mean of the curves that reach a given x, with a band from the least to the greatest of them. The x are
/// those of the curve with the most points; the others are taken between their neighbours.
Series mean_curve(std::span<const Series> curves, const QString& name, const QColor& color);

}  // namespace cloze::ui
