// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/budget.h"

#include <algorithm>
#include <cmath>

namespace cloze {
namespace {

/// Steps in one pass: the loader leaves out an epoch's last short batch unless it is the only one.
double steps_per_epoch(const BudgetScale& scale, std::int64_t rows_per_step) {
  const double batches =
      std::floor(static_cast<double>(scale.rows_per_epoch) / static_cast<double>(rows_per_step));
  return std::max(1.0, batches);
}

}  // namespace

std::int64_t total_steps(const BudgetConfig& budget, const BudgetScale& scale) {
  double steps = HUGE_VAL;
  if (budget.steps > 0) steps = std::min(steps, static_cast<double>(budget.steps));
  if (budget.tokens > 0)
    steps = std::min(steps, std::ceil(static_cast<double>(budget.tokens) /
                                      (scale.tokens_per_row * static_cast<double>(scale.rows_per_step))));
  if (budget.epochs > 0)
    steps = std::min(steps, std::ceil(budget.epochs * steps_per_epoch(scale, scale.rows_per_step)));
  return std::isfinite(steps) ? std::max<std::int64_t>(1, static_cast<std::int64_t>(steps)) : 0;
}

double progress(const BudgetConfig& budget, const BudgetScale& scale, std::int64_t steps, double tokens,
                double seconds) {
  double share = 0;
  if (budget.steps > 0)
    share = std::max(share, static_cast<double>(steps) / static_cast<double>(budget.steps));
  if (budget.tokens > 0) share = std::max(share, tokens / static_cast<double>(budget.tokens));
  if (budget.epochs > 0)
    share = std::max(share, static_cast<double>(steps) /
                                std::ceil(budget.epochs * steps_per_epoch(scale, scale.rows_per_step)));
  if (budget.minutes > 0) share = std::max(share, seconds / (60 * budget.minutes));
  return share;
}

}  // namespace cloze
