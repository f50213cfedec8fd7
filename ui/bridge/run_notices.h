// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the person who is elsewhere that a run has ended or needs them: by the desktop and by the window's
// mark in the task bar. Says nothing while the window is in use. UI thread only.
#pragma once

#include <QObject>
#include <QWidget>
#include <functional>
#include <optional>

#include "core/session/events.h"
#include "ui/bridge/desktop_notification.h"

namespace cloze::ui {

class SessionBridge;

class RunNotices : public QObject {
  Q_OBJECT
 public:
  using Notify = std::function<void(const QString& title, const QString& text)>;
  /// The window is its parent; the bridge outlives both.
  RunNotices(SessionBridge& bridge, QWidget& window, Notify notify = notify_desktop);

 private:
  void runEnded(const RunEnded& ended);
  void tell(const QString& title, const QString& text);

  QWidget& window_;
  Notify notify_;
  QString name_;
  std::optional<EvaluationMetrics> last_evaluation_;
  std::optional<StepMetrics> last_step_;
};

}  // namespace cloze::ui
