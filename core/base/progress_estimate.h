// SPDX-License-Identifier: GPL-3.0-or-later
// How long a piece of work will still take, from how far it has come. Pure; the caller brings the time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cloze {

class ProgressEstimate {
 public:
  /// total 0: unknown. now in seconds of a steady clock. A new `what` begins a new estimate.
  void update(std::string_view what, std::uint64_t done, std::uint64_t total, double now);
  /// 0 to 1, or -1 when unknown.
  double share() const;
  /// NaN while too little is known: less than a second, or than two percent and five seconds.
  double seconds_left(double now) const;
  void clear() { *this = {}; }

 private:
  std::string what_;
  std::uint64_t first_ = 0, done_ = 0, total_ = 0;
  double began_ = 0, updated_ = 0;
  bool any_ = false;
};

}  // namespace cloze
