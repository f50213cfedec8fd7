// SPDX-License-Identifier: GPL-3.0-or-later
// How long the UI thread did not come back to its events.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <algorithm>
#include <utility>
#include <vector>

#include "ui/bridge/update_pace.h"

namespace cloze::test {

/// Watches the thread that makes it, from start() on.
class Watchdog : public QObject {
 public:
  Watchdog() {
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, [this] {
      gaps_.push_back(double(since_.nsecsElapsed()) / 1e6 - interval_ms);
      since_.restart();
      const double now = ui::UpdatePace::thread_ms();
      worst_work_ms_ = std::max(worst_work_ms_, now - std::exchange(work_before_, now));
    });
  }
  void start() {
    gaps_.clear();
    worst_work_ms_ = 0;
    work_before_ = ui::UpdatePace::thread_ms();
    since_.start();
    timer_.start(interval_ms);
  }
  /// Milliseconds, as below.
  double worst() const { return gaps_.empty() ? 0 : *std::ranges::max_element(gaps_); }
  /// How often it was away for longer than this.
  std::size_t above(double ms) const {
    return std::size_t(std::ranges::count_if(gaps_, [ms](double gap) { return gap > ms; }));
  }
  /// What the thread itself computed in such a time: other programs of a busy machine do not count.
  double worst_work() const { return worst_work_ms_; }

 private:
  static constexpr int interval_ms = 5;
  QTimer timer_;
  QElapsedTimer since_;
  std::vector<double> gaps_;
  double work_before_ = 0, worst_work_ms_ = 0;
};

}  // namespace cloze::test
