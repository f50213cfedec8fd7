// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/run_figure.h"

#include <QCoreApplication>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr std::size_t many_steps = 200;

QString translated(const char* text) {
  return QCoreApplication::translate("RunFigure", text);
}

}  // namespace

ChartFigure loss_figure(const RunHistory& run) {
  ChartFigure figure;
  figure.title = QString::fromStdString(run.record.name);
  figure.x_title = translated(QT_TRANSLATE_NOOP("RunFigure", "step"));
  figure.y_title = translated(QT_TRANSLATE_NOOP("RunFigure", "loss (nats)"));
  Series train(translated(QT_TRANSLATE_NOOP("RunFigure", "training")),
               series_color(QString::fromStdString(run.record.id)));
  if (run.steps.size() >= many_steps) {
    train.set_smoothing(exponential_moving_average(0.9));
    train.name += translated(QT_TRANSLATE_NOOP("RunFigure", " (moving average 0.9 over raw)"));
  }
  for (const StepMetrics& metrics : run.steps) train.append(double(metrics.step), metrics.loss);
  figure.series.push_back(std::move(train));
  if (!run.evaluations.empty()) {
    Series held_out(translated(QT_TRANSLATE_NOOP("RunFigure", "held-out")), QColor(), SeriesStyle::points);
    for (const EvaluationMetrics& metrics : run.evaluations)
      held_out.append(double(metrics.step), metrics.loss);
    figure.series.push_back(std::move(held_out));
  }
  return figure;
}

Result<void> write_run_chart(const std::filesystem::path& database, const std::string& run,
                             const QString& path, const QSize& size) {
  CLOZE_TRY(const RunHistory history, read_run(database, run));
  if (history.steps.empty() && history.evaluations.empty()) {
    return fail(ErrorCode::bad_input, "The run " + run + " has no metrics yet",
                "let it take at least one step");
  }
  ChartFigure figure = loss_figure(history);
  fit_figure(figure, size);
  return save_figure(figure, size, path);
}

}  // namespace cloze::ui
