// SPDX-License-Identifier: GPL-3.0-or-later
// For work that knows how far it is far more often than anybody wants to hear it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/progress.h"

namespace cloze {

/// Tells the sink at most four times a second, and when all is done. One thread; the sink outlives it.
class PacedProgress {
 public:
  PacedProgress(const ProgressSink& sink, std::string_view what, std::uint64_t total)
      : sink_(sink), what_(what), total_(total) {}
  /// done, for the caller's use.
  std::uint64_t at(std::uint64_t done) {
    if (!sink_ || (done < total_ && since_.seconds() < 0.25)) return done;
    since_ = Stopwatch();
    sink_(what_, std::min(done, total_), total_);
    return done;
  }

 private:
  const ProgressSink& sink_;
  std::string_view what_;
  std::uint64_t total_;
  Stopwatch since_;
};

}  // namespace cloze
