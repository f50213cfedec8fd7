// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loss_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace cloze {
namespace {

constexpr double deviations_per_median_deviation = 1.4826;
constexpr double least_deviation = 0.01;  // As a share of the median.

/// Of a list that is not empty; changes its order. Of an even number, the mean of the two in the middle.
double median(std::vector<double>& values) {
  const auto upper = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, upper);
  if (values.size() % 2 == 1) return *upper;
  return (*upper + *std::max_element(values.begin(), upper)) / 2;
}

}  // namespace

double LossGuard::bound() const {
  if (config_.spike <= 0 || static_cast<std::int64_t>(state_.losses.size()) < (config_.window + 3) / 4)
    return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values = state_.losses;
  const double middle = median(values);
  for (double& value : values) value = std::abs(value - middle);
  const double deviation =
      std::max(deviations_per_median_deviation * median(values), least_deviation * std::abs(middle));
  return middle + config_.spike * deviation;
}

std::optional<std::string> LossGuard::fault(double loss, double gradient_norm) const {
  if (!std::isfinite(loss) || !std::isfinite(gradient_norm))
    return fmt::format("loss {}, gradient norm {}", loss, gradient_norm);
  // A comparison with NaN is false: without a bound nothing is a spike.
  if (const double limit = bound(); loss > limit)
    return fmt::format("loss {:.4f} is above {:.4f}, the bound from the last {} losses", loss, limit,
                       state_.losses.size());
  return std::nullopt;
}

void LossGuard::remember_good(std::int64_t step, double loss) {
  state_.losses.push_back(loss);
  const auto most = static_cast<std::size_t>(config_.window);
  if (state_.losses.size() > most)
    state_.losses.erase(state_.losses.begin(), state_.losses.end() - static_cast<std::ptrdiff_t>(most));
  // After a rollback the way back to the fault is no progress yet.
  if (step >= state_.furthest) state_.faults = 0;
}

void LossGuard::remember_fault(std::int64_t step) {
  state_.furthest = std::max(state_.furthest, step);
  ++state_.faults;
}

}  // namespace cloze
