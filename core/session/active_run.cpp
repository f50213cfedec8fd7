// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/active_run.h"

#include <utility>

namespace cloze {

void ActiveRun::pause() {
  const std::lock_guard lock(mutex_);
  orders_.paused = true;
}

void ActiveRun::resume() {
  {
    const std::lock_guard lock(mutex_);
    orders_.paused = false;
  }
  changed_.notify_all();
}

void ActiveRun::stop() {
  stop_soon_.cancel();
  {
    const std::lock_guard lock(mutex_);
    orders_.stop = true;
  }
  changed_.notify_all();
}

void ActiveRun::save() {
  {
    const std::lock_guard lock(mutex_);
    orders_.save = true;
  }
  changed_.notify_all();
}

bool ActiveRun::ask(LiveQuestion question) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    orders_.questions.push_back(std::move(question));
  }
  changed_.notify_all();
  return true;
}

ActiveRun::Orders ActiveRun::take() {
  const std::lock_guard lock(mutex_);
  Orders taken = std::move(orders_);
  orders_ = Orders{taken.stop, false, taken.paused, {}};
  return taken;
}

void ActiveRun::wait_while_paused() {
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [this] { return !orders_.paused || orders_.stop || orders_.save || !orders_.questions.empty(); });
}

std::vector<LiveQuestion> ActiveRun::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return std::move(orders_.questions);
}

}  // namespace cloze
