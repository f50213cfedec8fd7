// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that wait, in the window: a button beside the run in training while there are some, the panel it
// opens, and what the window says of them. Carries the panel's wishes to the session's queue. UI thread only.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/session/run_queue.h"

namespace cloze::ui {

class Frame;
class QueuePanel;
class SessionBridge;

class RunQueueKeeper : public QObject {
  Q_OBJECT
 public:
  /// The frame is its parent; the bridge outlives both.
  RunQueueKeeper(SessionBridge& bridge, Frame& frame);
  QueuePanel* panel() const { return panel_; }
  const std::vector<WaitingRun>& waiting() const { return waiting_; }

 public Q_SLOTS:
  /// Reads the queue anew, in the background: another program may have changed it.
  void refresh();
  /// The same, and says that runs have been waiting since before this start.
  void greet();

 Q_SIGNALS:
  void changed();

 private:
  struct Reading {
    std::vector<WaitingRun> waiting;
    std::vector<double> seconds;
  };
  void take(Result<Reading> reading);
  void show();
  void tellHeld();
  void move(const QString& run_id, int index);
  void remove(const QString& run_id);
  void change(std::function<Result<void>(RunQueue&)> work);

  SessionBridge& bridge_;
  Frame& frame_;
  QueuePanel* panel_;
  QueueChanged state_;
  std::vector<WaitingRun> waiting_;
  QString running_;
  bool reading_ = false, again_ = false, greet_ = false;
};

}  // namespace cloze::ui
