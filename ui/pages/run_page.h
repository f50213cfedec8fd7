// SPDX-License-Identifier: GPL-3.0-or-later
// The Run page: one run, live or from the history. It takes the session's events as slots and asks for
// commands with signals, so it needs no session. UI thread only.
#pragma once

#include <QList>
#include <vector>

#include "core/session/events.h"
#include "ui/models/past_run.h"
#include "ui/models/run_progress.h"
#include "ui/pages/page.h"

class QLabel;
class QProgressBar;
class QSplitter;
class QStackedWidget;

namespace cloze::ui {

class BatchPane;
class EmptyState;
class EndCard;
class EventList;
class RunCharts;
class RunEventsModel;
class RunHeader;

class RunPage : public Page {
  Q_OBJECT
 public:
  explicit RunPage(QWidget* parent = nullptr);
  QString title() const override { return tr("Run"); }
  const RunProgress& run() const { return run_; }
  RunCharts* charts() const { return charts_; }
  BatchPane* batch() const { return batch_; }
  EndCard* endCard() const { return end_card_; }
  /// The batch behind a step takes the place of the events.
  void openBatch(qint64 step);
  void closeBatch();
  /// The answer to the last batchWanted().
  void showBatch(const Result<StepLosses>& answer);

 public Q_SLOTS:
  void runStarted(const cloze::RunStarted& started);
  void stepsDone(const QString& run_id, const std::vector<cloze::StepDone>& steps);
  void evaluationDone(const cloze::EvaluationDone& evaluation);
  void pinsScored(const cloze::PinsScored& scored);
  void checkpointSaved(const cloze::CheckpointSaved& saved);
  void runStateChanged(const cloze::RunStateChanged& changed);
  void runRolledBack(const cloze::RunRolledBack& rolled_back);
  void runNotice(const cloze::RunNotice& notice);
  void runEnded(const cloze::RunEnded& ended);
  /// A run from the history; ignored while another one is active. For the active run it gives the points
  /// before its first step (pastWanted).
  void showPast(cloze::ui::PastRun past);
  /// A quickstart is at work before its run starts: what it does, in place of the empty page.
  void showPreparing(const cloze::JobProgress& progress);
  /// It came to nothing.
  void endPreparing();

 Q_SIGNALS:
  void pauseWanted();
  void resumeWanted();
  void stopWanted();
  void checkpointWanted();
  void changeWanted(const QString& run_id);
  void continueWanted(const QString& run_id);
  void probeWanted(const QString& run_id);
  /// A continued run: what was recorded before its first step.
  void pastWanted(const QString& run_id);
  void batchWanted(const QString& run_id, qint64 step);
  /// For the end card.
  void sentencesWanted(const QString& run_id);
  /// No answer is waited for any more.
  void batchClosed();
  void problem(const cloze::Error& error);
  void said(const QString& message);

 private:
  bool isMine(const std::string& run_id) const { return run_.id.toStdString() == run_id; }
  void begin();
  void addEvent(const RunEvent& event);
  void drawPast(PastRun past);

  RunProgress run_;
  std::vector<StepDone> waiting_steps_;  ///< Came before the past of a continued run did.
  bool waiting_for_past_ = false;
  RunEventsModel* events_;
  QStackedWidget* stack_;
  EmptyState* empty_;
  QLabel* preparing_;
  QProgressBar* preparing_bar_;
  RunHeader* header_;
  EndCard* end_card_;
  RunCharts* charts_;
  EventList* event_list_;
  QSplitter* splitter_;
  QStackedWidget* side_;  ///< The events, or a batch.
  BatchPane* batch_;
  QList<int> sizes_with_events_;
};

}  // namespace cloze::ui
