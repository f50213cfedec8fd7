// SPDX-License-Identifier: GPL-3.0-or-later
// Tells a step that would spoil the weights before it does: a loss or gradient that is not finite, or a loss
// far above the recent ones. No torch; belongs to the training thread.
//
// The bound is robust, so that neither noise nor an earlier spike moves it:
//   median(L) + spike * max(1.4826 * median(|L - median(L)|), 0.01 * |median(L)|)
// over the last `window` losses L of good steps. 1.4826 makes the median deviation the standard deviation of
// a normal distribution (Rousseeuw and Croux 1993, "Alternatives to the median absolute deviation", section
// 1); the second term keeps a very even loss from making every step a spike. There is no bound until a
// quarter of the window is filled.
#pragma once

#include <optional>
#include <string>

#include "core/checkpoint/train_state.h"
#include "core/config/recipe.h"

namespace cloze {

class LossGuard {
 public:
  explicit LossGuard(const GuardConfig& config) : config_(config) {}

  /// What is wrong with a step, in words; nothing when it may change the weights. gradient_norm before
  /// clipping.
  std::optional<std::string> fault(double loss, double gradient_norm) const;

  /// To be called after each step, with what fault() said of it.
  void remember_good(std::int64_t step, double loss);
  void remember_fault(std::int64_t step);

  /// True when the recipe's limit of faults without progress is reached.
  bool gives_up() const { return state_.faults >= config_.limit; }

  /// NaN while there is no bound.
  double bound() const;

  const GuardState& state() const { return state_; }
  void restore(GuardState state) { state_ = std::move(state); }

 private:
  GuardConfig config_;
  GuardState state_;
};

}  // namespace cloze
