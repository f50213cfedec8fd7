// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/update_pace.h"

#include <time.h>

#include <algorithm>
#include <cmath>

namespace cloze::ui {
namespace {

constexpr double share = 0.012;      ///< Of a core.
constexpr double frame_ms = 16;      ///< A screen shows no more.
constexpr double longest_ms = 1000;  ///< A person still takes it for live.

}  // namespace

double UpdatePace::thread_ms() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return 1e3 * double(spent.tv_sec) + double(spent.tv_nsec) / 1e6;
}

double UpdatePace::interval(double cost_ms) {
  return std::clamp(cost_ms / share, frame_ms, longest_ms);
}

void UpdatePace::begin() {
  since_.start();
  begun_at_ms_ = thread_ms();
}

int UpdatePace::wait() const {
  if (!since_.isValid()) return 0;
  return int(std::ceil(std::max(0.0, interval(thread_ms() - begun_at_ms_) - double(since_.elapsed()))));
}

}  // namespace cloze::ui
