// SPDX-License-Identifier: GPL-3.0-or-later
// For work that knows how far it is far more often than anybody wants to hear it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/progress.h"

namespace cloze {

/// Tells the sink at most four times a second, and when something else begins or all is done. One thread; the
/// sink outlives it.
class PacedProgress {
 public:
  explicit PacedProgress(const ProgressSink& sink) : sink_(sink) {}
  void at(std::string_view what, std::uint64_t done, std::uint64_t total) {
    if (!sink_) return;
    const bool ends = done >= total && !ended_;
    if (what == what_ && !ends && since_.seconds() < 0.25) return;
    since_ = Stopwatch();
    what_ = what;
    ended_ = done >= total;
    sink_(what, std::min(done, total), total);
  }

 private:
  const ProgressSink& sink_;
  std::string what_;
  bool ended_ = false;
  Stopwatch since_;
};

}  // namespace cloze
