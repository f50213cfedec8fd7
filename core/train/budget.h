// SPDX-License-Identifier: GPL-3.0-or-later
// How far a run is within its budget. Pure arithmetic.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"

namespace cloze {

/// What the budget is counted in, per step, for a given dataset and recipe.
struct BudgetScale {
  std::uint64_t rows_per_epoch = 0;
  std::int64_t rows_per_step = 0;  ///< Batch times accumulation.
  double tokens_per_row = 0;       ///< The sequence length: an upper bound where rows are padded.
};

/// Steps the budget will take, the smallest of its limits; 0 when only minutes limit it.
std::int64_t total_steps(const BudgetConfig& budget, const BudgetScale& scale);

/// Share of the budget used: the largest over its limits; 1 or more means finished.
double progress(const BudgetConfig& budget, const BudgetScale& scale, std::int64_t steps, double tokens,
                double seconds);

}  // namespace cloze
