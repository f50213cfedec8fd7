// SPDX-License-Identifier: GPL-3.0-or-later
// The run in training as the session's other threads see it: its commands and the questions waiting for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/session/session.h"
#include "core/train/trainer.h"

namespace cloze {

struct LiveQuestion {
  RequestId id = 0;
  FillRequest request;
};

/// Commands come from any thread; take() and wait_while_paused() belong to the training thread.
class ActiveRun {
 public:
  explicit ActiveRun(std::string run_id) : run_id_(std::move(run_id)) {}
  const std::string& run_id() const { return run_id_; }

  void pause();
  void resume();
  void stop();
  void save();
  /// False when the run has ended and takes no more questions.
  bool ask(LiveQuestion question);

  struct Orders {
    bool stop = false, save = false, paused = false;
    std::vector<LiveQuestion> questions;
  };
  /// What has come since the last call; stop and paused stay until changed, save and questions are handed out
  /// once.
  Orders take();
  /// Blocks until there is something to do other than being paused.
  void wait_while_paused();
  /// No more questions are accepted; returns those not answered.
  std::vector<LiveQuestion> close();
  const CancelFlag& stop_soon() const { return stop_soon_; }

 private:
  const std::string run_id_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Orders orders_;
  bool closed_ = false;
  CancelFlag stop_soon_;
};

}  // namespace cloze
