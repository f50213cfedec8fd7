// SPDX-License-Identifier: GPL-3.0-or-later
// Time: a steady clock for durations, UTC for records.
#pragma once

#include <chrono>
#include <string>

namespace cloze {

/// Seconds since some fixed moment; never goes backwards. For durations only.
double steady_seconds();

/// Seconds since 1970-01-01 UTC, for records.
double unix_seconds();

/// "2026-01-31T12:34:56Z".
std::string iso_utc(double unix_time);

/// Counts seconds from its making.
class Stopwatch {
 public:
  double seconds() const { return steady_seconds() - start_; }

 private:
  double start_ = steady_seconds();
};

}  // namespace cloze
