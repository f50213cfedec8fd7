// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/progress_estimate.h"

#include <algorithm>
#include <limits>

namespace cloze {

void ProgressEstimate::update(std::string_view what, std::uint64_t done, std::uint64_t total, double now) {
  if (!any_ || what != what_ || done < done_) {
    what_ = what;
    first_ = done;
    began_ = now;
    any_ = true;
  }
  done_ = done;
  total_ = total;
  updated_ = now;
}

double ProgressEstimate::share() const {
  if (total_ == 0) return -1;
  return std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
}

double ProgressEstimate::seconds_left(double now) const {
  const double elapsed = updated_ - began_;
  const auto gained = static_cast<double>(done_ - first_);
  const bool enough = elapsed >= 5 || gained >= 0.02 * static_cast<double>(total_);
  if (total_ == 0 || elapsed < 1 || gained <= 0 || !enough) return std::numeric_limits<double>::quiet_NaN();
  const double left = static_cast<double>(total_ - std::min(done_, total_)) / (gained / elapsed);
  return std::max(0.0, left - (now - updated_));
}

}  // namespace cloze
