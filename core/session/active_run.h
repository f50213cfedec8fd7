// SPDX-License-Identifier: GPL-3.0-or-later
// The run in training as the session's other threads see it: its commands, the questions waiting for it, and
// whether it still gives signs of life.
#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/session/session.h"

namespace cloze {

struct LiveQuestion {
  RequestId id = 0;
  ProbeRequest request;
};

/// Commands come from any thread; the part marked so belongs to the training thread.
class ActiveRun {
 public:
  ActiveRun(std::string run_id, double hang_seconds)
      : run_id_(std::move(run_id)), hang_seconds_(hang_seconds) {}
  const std::string& run_id() const { return run_id_; }

  void pause();
  void resume();
  void stop();
  void save();
  void change(const std::vector<SettingChange>& changes);
  /// False when the run has ended and takes no more questions.
  bool ask(LiveQuestion question);
  /// The answer to a question is not wanted any more.
  void withdraw(RequestId question);

  struct Orders {
    bool stop = false, save = false, paused = false;
    std::vector<LiveQuestion> questions;
    std::vector<RequestId> withdrawn = {};
    std::vector<SettingChange> changes = {};
  };

  // ---- Training thread

  /// What has come since the last call; stop and paused stay until changed, save, questions, changes and what
  /// was withdrawn are handed out once.
  Orders take();
  /// Blocks until there is something to do other than being paused.
  void wait_while_paused();
  /// Blocks until any command comes, at most so long.
  void wait_for_orders(std::chrono::milliseconds most);
  /// No more questions are accepted; returns those not answered.
  std::vector<LiveQuestion> close();
  /// Whether a question was withdrawn, also before it was asked.
  bool withdrawn(RequestId question);
  bool stop_wanted() const { return stop_wanted_.load(std::memory_order_relaxed); }

  /// Marks the calling thread as the one that trains.
  void watch_this_thread();
  /// A sign of life between two pieces of work. At a step's end the time since the last one, which was spent
  /// in its last pass, is remembered as what a piece of work may take.
  void beat(bool step_ended = false);
  /// Work of unknown length that gives no signs of life, a checkpoint for example, until the next beat.
  void be_patient();

  // ---- Watching thread

  /// Why the training thread is taken for hanging; nothing while it lives. It hangs when no sign of life came
  /// for hang_seconds and for ten times the longest wait so far. Before the first pass there is nothing to
  /// compare with, so there a thread that computes is given ten minutes.
  std::optional<std::string> hang() const;

  /// From now on the training thread may not touch what belongs to the run any more.
  void give_up() { given_up_ = true; }
  bool given_up() const { return given_up_; }

 private:
  const std::string run_id_;
  const double hang_seconds_;  ///< 0 never takes it for hanging.
  std::mutex mutex_;
  std::condition_variable changed_;
  Orders orders_;
  bool closed_ = false;
  std::set<RequestId> withdrawn_;
  std::atomic<bool> stop_wanted_{false}, given_up_{false}, waiting_{false}, patient_{false}, watched_{false};
  std::atomic<double> last_beat_{steady_seconds()}, cpu_at_beat_{0}, longest_{0};
  clockid_t cpu_clock_{};  ///< Valid once watched_.
};

}  // namespace cloze
