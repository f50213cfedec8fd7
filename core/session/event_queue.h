// SPDX-License-Identifier: GPL-3.0-or-later
// Events on their way from the session's threads to its owner.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "core/session/events.h"

namespace cloze {

/// Every member from any thread.
class EventQueue {
 public:
  void push(Event event) {
    std::function<void()> wakeup;
    {
      const std::lock_guard lock(mutex_);
      if (events_.empty()) wakeup = wakeup_;
      events_.push_back(std::move(event));
    }
    available_.notify_all();
    if (wakeup) wakeup();
  }

  std::vector<Event> drain() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

  bool wait(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return available_.wait_for(lock, timeout, [this] { return !events_.empty(); });
  }

  void set_wakeup(std::function<void()> wakeup) {
    std::function<void()> call_now;
    {
      const std::lock_guard lock(mutex_);
      wakeup_ = std::move(wakeup);
      if (!events_.empty()) call_now = wakeup_;
    }
    if (call_now) call_now();
  }

 private:
  std::mutex mutex_;
  std::condition_variable available_;
  std::vector<Event> events_;
  std::function<void()> wakeup_;
};

}  // namespace cloze
