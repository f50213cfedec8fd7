// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_curves.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cloze::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("RunCurves", text);
}

const std::vector<double>& column(const RunCurves& run, StepColumn wanted) {
  static const std::vector<double> none;
  const auto at = std::ranges::find(run.columns, wanted);
  return at == run.columns.end() ? none : run.steps.values[std::size_t(at - run.columns.begin())];
}

/// Last of the steps that is not after this one; -1 before the first.
std::ptrdiff_t last_until(const std::vector<std::int64_t>& steps, std::int64_t step) {
  return std::ranges::upper_bound(steps, step) - steps.begin() - 1;
}

std::vector<double> wall_times(const RunCurves& run) {
  const std::vector<std::int64_t>& steps = run.steps.steps;
  const std::vector<double>& seconds = column(run, StepColumn::seconds);
  std::vector<double> times(steps.size());
  double anchor_time = 0, anchor_seconds = 0, latest = 0;
  std::size_t event = 0, evaluation = 0;
  const double begin = run.events.empty() ? 0 : run.events.front().time;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    // What is told of a step happened after it and before the next.
    for (; event < run.events.size() && run.events[event].step < steps[i]; ++event) {
      const std::ptrdiff_t at = last_until(steps, run.events[event].step);
      anchor_time = run.events[event].time - begin;
      anchor_seconds = at < 0 ? 0 : seconds[std::size_t(at)];
      for (;
           evaluation < run.evaluations.size() && run.evaluations[evaluation].step <= run.events[event].step;)
        ++evaluation;
    }
    for (; evaluation < run.evaluations.size() && run.evaluations[evaluation].step < steps[i]; ++evaluation)
      if (run.evaluations[evaluation].seconds > 0) anchor_time += run.evaluations[evaluation].seconds;
    latest = std::max(latest, anchor_time + std::max(0.0, seconds[i] - anchor_seconds));
    times[i] = latest;
  }
  return times;
}

/// The curve's value at x, between its neighbours; not a number outside of it.
class Interpolated {
 public:
  explicit Interpolated(const MinMaxPyramid& points) : points_(points) {}
  /// For growing x.
  double at(double x) {
    if (points_.empty() || x < points_.x(0) || x > points_.x(points_.size() - 1)) return not_a_number;
    while (points_.x(next_) < x) ++next_;
    if (points_.x(next_) == x || next_ == 0) return points_.y(next_);
    const double left = points_.x(next_ - 1), share = (x - left) / (points_.x(next_) - left);
    return points_.y(next_ - 1) + share * (points_.y(next_) - points_.y(next_ - 1));
  }

 private:
  const MinMaxPyramid& points_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<XChoice> x_choices() {
  return {
      {XQuantity::step, translated(QT_TRANSLATE_NOOP("RunCurves", "Step")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "step")), XKind::count},
      {XQuantity::tokens, translated(QT_TRANSLATE_NOOP("RunCurves", "Tokens")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "tokens")), XKind::count},
      {XQuantity::epoch, translated(QT_TRANSLATE_NOOP("RunCurves", "Epoch")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "epoch")), XKind::number},
      {XQuantity::training_time, translated(QT_TRANSLATE_NOOP("RunCurves", "Training time")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "training time")), XKind::seconds},
      {XQuantity::wall_time, translated(QT_TRANSLATE_NOOP("RunCurves", "Wall time")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "wall time")), XKind::seconds},
  };
}

std::vector<CurveMetric> curve_metrics() {
  const QString nats = translated(QT_TRANSLATE_NOOP("RunCurves", "loss (nats)"));
  const QString share = translated(QT_TRANSLATE_NOOP("RunCurves", "accuracy"));
  return {
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Training loss")), nats, false, StepColumn::loss},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Masked-LM loss")), nats, false, StepColumn::mlm_loss},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Next-sentence loss")), nats, false, StepColumn::nsp_loss},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Learning rate")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "learning rate")), false, StepColumn::learning_rate},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Gradient norm")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "gradient norm")), false, StepColumn::gradient_norm},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Tokens per second")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "tokens/s")), false, StepColumn::tokens_per_second},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Held-out loss")),
       nats,
       true,
       {},
       [](const EvaluationMetrics& one) { return one.loss; }},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Held-out perplexity")),
       translated(QT_TRANSLATE_NOOP("RunCurves", "perplexity")),
       true,
       {},
       [](const EvaluationMetrics& one) { return std::exp(one.loss); }},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Held-out accuracy")),
       share,
       true,
       {},
       [](const EvaluationMetrics& one) { return one.accuracy; }},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Held-out next-sentence loss")),
       nats,
       true,
       {},
       [](const EvaluationMetrics& one) { return one.nsp_loss; }},
      {translated(QT_TRANSLATE_NOOP("RunCurves", "Held-out next-sentence accuracy")),
       share,
       true,
       {},
       [](const EvaluationMetrics& one) { return one.nsp_accuracy; }},
  };
}

std::vector<StepColumn> columns_for(const CurveMetric& metric, XQuantity x) {
  std::vector<StepColumn> columns;
  if (!metric.held_out) columns.push_back(metric.column);
  switch (x) {
    case XQuantity::step:
      break;
    case XQuantity::tokens:
      columns.push_back(StepColumn::tokens);
      break;
    case XQuantity::epoch:
      columns.push_back(StepColumn::epoch);
      break;
    case XQuantity::training_time:
    case XQuantity::wall_time:
      columns.push_back(StepColumn::seconds);
      break;
  }
  return columns;
}

std::vector<double> x_values(const RunCurves& run, XQuantity x) {
  switch (x) {
    case XQuantity::step:
      return {run.steps.steps.begin(), run.steps.steps.end()};
    case XQuantity::tokens:
      return column(run, StepColumn::tokens);
    case XQuantity::epoch:
      return column(run, StepColumn::epoch);
    case XQuantity::training_time:
      return column(run, StepColumn::seconds);
    case XQuantity::wall_time:
      return wall_times(run);
  }
  return {};
}

Series run_curve(const RunCurves& run, const CurveMetric& metric, XQuantity x, const QString& name,
                 const QColor& color) {
  Series curve(name, color, metric.held_out ? SeriesStyle::points : SeriesStyle::line);
  std::vector<double> xs = x_values(run, x);
  if (!metric.held_out) {
    std::vector<double> ys = column(run, metric.column);
    // A run may lack what the axis counts; NaN has no place on it.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < ys.size(); ++i) {
      if (!std::isfinite(xs[i])) continue;
      xs[kept] = xs[i];
      ys[kept++] = ys[i];
    }
    xs.resize(kept);
    ys.resize(kept);
    curve.set_points(std::move(xs), std::move(ys));
    return curve;
  }
  for (const EvaluationMetrics& evaluation : run.evaluations) {
    const double value = metric.value(evaluation);
    if (x == XQuantity::step) {
      curve.append(double(evaluation.step), value);
      continue;
    }
    const std::ptrdiff_t at = last_until(run.steps.steps, evaluation.step);
    const double place = at < 0 ? 0 : xs[std::size_t(at)];
    if (std::isfinite(place)) curve.append(place, value);
  }
  return curve;
}

Series mean_curve(std::span<const Series> curves, const QString& name, const QColor& color) {
  Series mean(name, color, curves.empty() ? SeriesStyle::line : curves.front().style);
  if (curves.empty()) return mean;
  const auto size = [](const Series& one) { return one.raw().size(); };
  const MinMaxPyramid& grid = std::ranges::max_element(curves, {}, size)->shown();
  std::vector<Interpolated> all;
  for (const Series& one : curves) all.emplace_back(one.shown());
  double before = -std::numeric_limits<double>::infinity();
  for (const double x : grid.xs()) {
    if (x == before) continue;
    before = x;
    double sum = 0;
    int count = 0;
    Extent extent;
    for (Interpolated& one : all) {
      const double y = one.at(x);
      if (!std::isfinite(y)) continue;
      sum += y;
      ++count;
      extent.add(y);
    }
    if (count > 0)
      mean.append(x, sum / count, extent.minimum, extent.maximum);
    else
      mean.append(x, not_a_number, not_a_number, not_a_number);
  }
  return mean;
}

}  // namespace cloze::ui
