// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/series.h"

#include <cmath>

namespace cloze::ui {

void Series::append(double x, double y) {
  const bool rewinds = !raw_.empty() && x < raw_.x(raw_.size() - 1);
  raw_.append(x, y);
  if (!smoothed()) return;
  if (rewinds) {
    set_smoothing(weight_);
  } else {
    average_next(raw_.size() - 1);
  }
}

void Series::clear() {
  raw_.clear();
  average_.clear();
  sum_ = share_ = 0;
}

void Series::set_smoothing(double weight) {
  weight_ = weight;
  average_.clear();
  sum_ = share_ = 0;
  if (!smoothed()) return;
  for (std::size_t i = 0; i < raw_.size(); ++i) average_next(i);
}

void Series::average_next(std::size_t index) {
  const double y = raw_.y(index);
  if (!std::isfinite(y)) {  // A bad number is shown as it is and leaves the average alone.
    average_.append(raw_.x(index), y);
    return;
  }
  sum_ = weight_ * sum_ + (1 - weight_) * y;
  share_ = weight_ * share_ + (1 - weight_);
  average_.append(raw_.x(index), sum_ / share_);
}

}  // namespace cloze::ui
