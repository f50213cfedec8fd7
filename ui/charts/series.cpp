// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/series.h"

#include <algorithm>

namespace cloze::ui {

void Series::append(double x, double y) {
  if (!raw_.empty() && x < raw_.x(raw_.size() - 1)) {  // A resumed run takes steps again.
    smooth_.clear();
    smoother_ = Smoother(smoother_.how());
  }
  raw_.append(x, y);
}

void Series::append(double x, double y, double low, double high) {
  append(x, y);
  low_.append(x, low);
  high_.append(x, high);
}

void Series::set_points(std::vector<double> x, std::vector<double> y) {
  set_points(std::make_shared<const std::vector<double>>(std::move(x)), std::move(y));
}

void Series::set_points(SharedXs x, std::vector<double> y) {
  clear();
  if (std::ranges::is_sorted(*x)) {
    raw_ = MinMaxPyramid(std::move(x), std::move(y));
    return;
  }
  for (std::size_t i = 0; i < x->size(); ++i) append((*x)[i], y[i]);
}

void Series::clear() {
  for (MinMaxPyramid* points : {&raw_, &low_, &high_, &smooth_}) points->clear();
  smoother_ = Smoother(smoother_.how());
}

void Series::set_smoothing(const Smoothing& how) {
  if (how == smoother_.how()) return;
  smooth_.clear();
  smoother_ = Smoother(how);
}

const MinMaxPyramid& Series::smooth() const {
  if (smoothed()) smoother_.extend(raw_, smooth_);
  return smooth_;
}

}  // namespace cloze::ui
