// SPDX-License-Identifier: GPL-3.0-or-later
// Carries a Session's events to the interface: once per frame at most, everything that has come is taken
// under one call and handed on as Qt signals with plain values. Commands are passed on at once and never
// wait. UI thread only.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>

#include "core/session/session.h"
#include "ui/bridge/session_signals.h"

namespace cloze::ui {

/// Signals are those of SessionSignals. To run work on a pool thread, see bridge/background.h.
class SessionBridge : public SessionSignals {
  Q_OBJECT
 public:
  explicit SessionBridge(std::unique_ptr<Session> session, QObject* parent = nullptr);
  ~SessionBridge() override;

  Session& session() { return *session_; }
  const Workspace& workspace() const { return session_->workspace(); }

 private:
  void arm();
  void takeEvents();

  std::unique_ptr<Session> session_;
  QTimer timer_;
  QElapsedTimer since_last_;
};

}  // namespace cloze::ui
