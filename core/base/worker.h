// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that does posted work one piece after another.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace cloze {

/// post() from any thread. finish(), and the destructor, drop what has not begun, wait for what has, and
/// join.
class Worker {
 public:
  Worker() : thread_([this] { loop(); }) {}
  ~Worker() { finish(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      queue_.push_back(std::move(work));
    }
    changed_.notify_one();
  }

  /// From the owner's thread; work posted later is dropped.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      queue_.clear();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::function<void()> work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool ending_ = false;
  std::thread thread_;  // Last, so that it starts when everything else is made.
};

}  // namespace cloze
