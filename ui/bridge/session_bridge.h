// SPDX-License-Identifier: GPL-3.0-or-later
// Carries a Session's events to the interface: once per frame at most, everything that has come is taken
// under one call and handed on as Qt signals with plain values. Steps wait for each other as update_pace.h
// says, and are handed on before whatever comes after them. Commands are passed on at once and never wait. UI
// thread only.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>

#include "core/session/session.h"
#include "ui/bridge/session_signals.h"
#include "ui/bridge/update_pace.h"

namespace cloze::ui {

/// Signals are those of SessionSignals. To run work on a pool thread, see bridge/background.h.
class SessionBridge : public SessionSignals {
  Q_OBJECT
 public:
  explicit SessionBridge(std::unique_ptr<Session> session, QObject* parent = nullptr);
  ~SessionBridge() override;

  Session& session() { return *session_; }
  const Workspace& workspace() const { return session_->workspace(); }

  /// How the studio starts runs; pages add what they ask for themselves.
  const RunOptions& runOptions() const { return run_options_; }
  void setIsolated(bool isolated) { run_options_.isolated = isolated; }

 private:
  void arm();
  void takeEvents();
  void handOn();

  std::unique_ptr<Session> session_;
  RunOptions run_options_;
  QTimer timer_, steps_timer_;
  QElapsedTimer since_last_;
  UpdatePace pace_;
  std::vector<Event> steps_;  ///< Taken and not handed on yet.
};

}  // namespace cloze::ui
