// SPDX-License-Identifier: GPL-3.0-or-later
// The session's events as Qt signals, and how a batch of events becomes signals: the half of the bridge that
// needs no Session, so that tests and the gallery can feed events of their own making. UI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <vector>

#include "core/session/events.h"

namespace cloze::ui {

class SessionSignals : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  /// Emits the events in order. Neighbouring steps of one run become one signal; nothing is dropped.
  void deliver(std::vector<Event> events);

 Q_SIGNALS:
  void runStarted(const cloze::RunStarted& started);
  /// All steps since the last frame, in order, of one run.
  void stepsDone(const QString& run_id, const std::vector<cloze::StepDone>& steps);
  void evaluationDone(const cloze::EvaluationDone& evaluation);
  void pinsScored(const cloze::PinsScored& scored);
  void checkpointSaved(const cloze::CheckpointSaved& saved);
  void runStateChanged(const cloze::RunStateChanged& changed);
  void runRolledBack(const cloze::RunRolledBack& rolled_back);
  void runNotice(const cloze::RunNotice& notice);
  void runEnded(const cloze::RunEnded& ended);
  /// Its error is reported as well.
  void runNotStarted(const cloze::RunNotStarted& run);
  void queueChanged(const cloze::QueueChanged& changed);
  void jobProgress(const cloze::JobProgress& progress);
  void jobDone(const cloze::JobDone& done);
  void probeDone(const cloze::ProbeDone& done);
  /// Something a person should see in the status line; details may be empty.
  void problem(const QString& message, const QString& details);

 public Q_SLOTS:
  /// For pages that fail at something themselves.
  void report(const cloze::Error& error);
};

}  // namespace cloze::ui
