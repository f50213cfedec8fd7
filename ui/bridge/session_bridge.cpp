// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/session_bridge.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cloze::ui {
namespace {

constexpr int frame_ms = 16;

}  // namespace

SessionBridge::SessionBridge(std::unique_ptr<Session> session, QObject* parent)
    : SessionSignals(parent), session_(std::move(session)) {
  timer_.setSingleShot(true);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &SessionBridge::takeEvents);
  steps_timer_.setSingleShot(true);
  connect(&steps_timer_, &QTimer::timeout, this, [this] {
    if (const int wait = pace_.wait(); wait > 0)
      steps_timer_.start(wait);  // Something else was drawn meanwhile.
    else
      handOn();
  });
  // Called on a session thread; the queued call is what reaches this one.
  session_->set_wakeup(
      [this] { QMetaObject::invokeMethod(this, &SessionBridge::arm, Qt::QueuedConnection); });
  arm();
}

SessionBridge::~SessionBridge() {
  // Ends the session's threads while this is still a whole QObject that they may wake.
  session_.reset();
}

void SessionBridge::arm() {
  if (timer_.isActive()) return;
  // The first news after a quiet time is shown at once, the next ones a frame apart.
  const qint64 passed = since_last_.isValid() ? since_last_.elapsed() : frame_ms;
  timer_.start(int(std::clamp<qint64>(frame_ms - passed, 0, frame_ms)));
}

void SessionBridge::takeEvents() {
  since_last_.start();
  std::vector<Event> events = session_->drain();
  if (events.empty()) return;
  const bool only_steps =
      std::ranges::all_of(events, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  std::ranges::move(events, std::back_inserter(steps_));
  if (const int wait = pace_.wait(); only_steps && wait > 0) {
    if (!steps_timer_.isActive()) steps_timer_.start(wait);
  } else {
    handOn();
  }
}

void SessionBridge::handOn() {
  steps_timer_.stop();
  pace_.begin();
  deliver(std::exchange(steps_, {}));
}

}  // namespace cloze::ui

// Here, and not in the file that holds all of them, so that a program without a Session need not link one.
#include "moc_session_bridge.cpp"
