// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/active_run.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <utility>

namespace cloze {
namespace {

constexpr double patient_limit_seconds = 600;
constexpr double slower_than_ever = 10;

/// Processor time of a thread; 0 once it has ended.
double cpu_seconds(clockid_t clock) {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0) return 0;
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

void ActiveRun::pause() {
  {
    const std::lock_guard lock(mutex_);
    orders_.paused = true;
  }
  changed_.notify_all();
}

void ActiveRun::resume() {
  {
    const std::lock_guard lock(mutex_);
    orders_.paused = false;
  }
  changed_.notify_all();
}

void ActiveRun::stop() {
  stop_wanted_ = true;
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

void ActiveRun::change(const std::vector<SettingChange>& changes) {
  {
    const std::lock_guard lock(mutex_);
    orders_.changes.insert(orders_.changes.end(), changes.begin(), changes.end());
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

void ActiveRun::withdraw(RequestId question) {
  const std::lock_guard lock(mutex_);
  withdrawn_.insert(question);
  orders_.withdrawn.push_back(question);
}

bool ActiveRun::withdrawn(RequestId question) {
  const std::lock_guard lock(mutex_);
  return withdrawn_.contains(question);
}

ActiveRun::Orders ActiveRun::take() {
  const std::lock_guard lock(mutex_);
  Orders taken = std::move(orders_);
  orders_ = Orders{taken.stop, false, taken.paused, {}};
  return taken;
}

void ActiveRun::wait_while_paused() {
  std::unique_lock lock(mutex_);
  waiting_ = true;
  changed_.wait(lock, [this] {
    return !orders_.paused || orders_.stop || orders_.save || !orders_.questions.empty() ||
           !orders_.changes.empty();
  });
  beat();
  waiting_ = false;
}

void ActiveRun::wait_for_orders(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  waiting_ = true;
  if (!orders_.stop && !orders_.save && orders_.questions.empty() && orders_.changes.empty())
    changed_.wait_for(lock, most);
  beat();
  waiting_ = false;
}

std::vector<LiveQuestion> ActiveRun::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return std::move(orders_.questions);
}

void ActiveRun::watch_this_thread() {
  if (::pthread_getcpuclockid(::pthread_self(), &cpu_clock_) == 0) watched_ = true;
  beat();
}

void ActiveRun::beat(bool step_ended) {
  const double now = steady_seconds();
  const double since = now - last_beat_.exchange(now);
  if (watched_) cpu_at_beat_ = cpu_seconds(cpu_clock_);
  if (step_ended && !patient_) longest_ = std::max(longest_.load(), since);
  patient_ = false;
}

void ActiveRun::be_patient() {
  beat();
  patient_ = true;
}

std::optional<std::string> ActiveRun::hang() const {
  if (hang_seconds_ <= 0 || waiting_) return std::nullopt;
  const double silence = steady_seconds() - last_beat_;
  double limit = std::max(hang_seconds_, slower_than_ever * longest_);
  const bool computing = watched_ && cpu_seconds(cpu_clock_) - cpu_at_beat_ > silence / 2;
  if (patient_ || (longest_ == 0 && computing)) limit = std::max(limit, patient_limit_seconds);
  if (silence <= limit) return std::nullopt;
  return fmt::format("the training gave no sign of life for {:.0f} s", silence);
}

}  // namespace cloze
