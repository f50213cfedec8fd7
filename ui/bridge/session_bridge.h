// SPDX-License-Identifier: GPL-3.0-or-later
// Carries a Session's events to the interface: once per frame at most, everything that has come is taken under one call
// and handed on as Qt signals with plain values. Commands are passed on at once and never wait. UI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "core/session/session.h"

namespace cloze::ui {

class SessionBridge : public QObject {
  Q_OBJECT
 public:
  explicit SessionBridge(std::unique_ptr<Session> session, QObject* parent = nullptr);
  ~SessionBridge() override;

  Session& session() { return *session_; }
  const Workspace& workspace() const { return session_->workspace(); }

 Q_SIGNALS:
  void runStarted(const cloze::RunStarted& started);
  /// All steps since the last frame, in order, of one run.
  void stepsDone(const QString& run_id, const std::vector<cloze::StepDone>& steps);
  void evaluationDone(const cloze::EvaluationDone& evaluation);
  void checkpointSaved(const cloze::CheckpointSaved& saved);
  void runStateChanged(const cloze::RunStateChanged& changed);
  void runNotice(const cloze::RunNotice& notice);
  void runEnded(const cloze::RunEnded& ended);
  void jobProgress(const cloze::JobProgress& progress);
  void jobDone(const cloze::JobDone& done);
  void probeDone(const cloze::ProbeDone& done);
  /// Something a person should see in the status line; details may be empty.
  void problem(const QString& message, const QString& details);

 public Q_SLOTS:
  /// For pages that fail at something themselves.
  void report(const cloze::Error& error);

 private:
  void takeEvents();
  std::unique_ptr<Session> session_;
  bool armed_ = false;
};

/// Runs work on Qt's thread pool and gives its result to receive on the UI thread, unless context has been destroyed.
/// The way to read files or the history without blocking (include bridge/background.h for the template).

}  // namespace cloze::ui
