// SPDX-License-Identifier: GPL-3.0-or-later
// All curves of one run: training and held-out loss large, with the strip of events under it, and small ones
// beneath; one crosshair and one stretch of x for all of them. UI thread only.
#pragma once

#include <QWidget>
#include <array>
#include <vector>

#include "core/history/history.h"
#include "core/session/events.h"
#include "ui/models/past_run.h"

namespace cloze::ui {

class ChartCard;
class EventStrip;
class RunEventsModel;

class RunCharts : public QWidget {
  Q_OBJECT
 public:
  explicit RunCharts(RunEventsModel* events, QWidget* parent = nullptr);

  /// Empties the charts for a run of this id.
  void begin(const QString& run_id, const QString& name);
  /// Instead of what the curves show of the steps; last is told beside them.
  void setPast(std::array<Series, past_columns.size()> curves, const StepMetrics& last);
  void add(const std::vector<StepDone>& steps);
  void add(const EvaluationMetrics& metrics);
  /// The first scores of a run bring the chart of pinned sentences out.
  void add(const std::vector<PinScore>& scores);
  ChartCard* lossCard() const { return loss_; }
  ChartCard* pinsCard() const { return pins_; }

 Q_SIGNALS:
  /// A step was chosen on a curve whose spikes have a batch behind them.
  void stepChosen(qint64 step);
  void eventChosen(int row);
  void exportFailed(const cloze::Error& error);
  void exported(const QString& path);

 private:
  void add(const StepMetrics& metrics);
  void tell(const StepMetrics& metrics);

  ChartCard* loss_;
  ChartCard *rate_, *gradient_, *speed_, *accuracy_, *pins_;
  std::vector<PinScore> last_pins_;  ///< By curve.
  EventStrip* strip_;
};

}  // namespace cloze::ui
