// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/schedules.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cloze {
namespace {

/// Position in the decline after the warm-up, 0 to 1.
double position_after_warmup(const ScheduleConfig& schedule, std::int64_t step, double progress) {
  const double steps_before = static_cast<double>(step - 1);
  if (progress >= 1) return 1;
  if (schedule.warmup_steps <= 0) return progress;
  // warmup_steps times the average progress of a step; step > warmup_steps here, so this is at most progress
  const double warmup_progress = static_cast<double>(schedule.warmup_steps) * progress / steps_before;
  return (progress - warmup_progress) / (1 - warmup_progress);
}

double between_final_and_one(const ScheduleConfig& schedule, double height) {
  return schedule.final_share + (1 - schedule.final_share) * height;
}

/// warmup_stable_decay without its warm-up.
double stable_decay(const ScheduleConfig& schedule, double progress) {
  const double start = 1 - schedule.decay_share;
  if (progress >= 1) return schedule.final_share;
  if (progress <= start) return 1;
  return between_final_and_one(schedule, 1 - std::sqrt((progress - start) / schedule.decay_share));
}

}  // namespace

double learning_rate(const ScheduleConfig& schedule, double peak, std::int64_t step, double progress) {
  progress = std::clamp(progress, 0.0, 1.0);
  const bool warming = step <= schedule.warmup_steps;
  const double warmup = warming ? static_cast<double>(step) / static_cast<double>(schedule.warmup_steps) : 1;
  switch (schedule.kind) {
    case ScheduleKind::warmup_stable_decay:
      return peak * std::min(warmup, stable_decay(schedule, progress));
    case ScheduleKind::linear:
      if (warming) return peak * warmup;
      return peak * between_final_and_one(schedule, 1 - position_after_warmup(schedule, step, progress));
    case ScheduleKind::cosine:
      if (warming) return peak * warmup;
      return peak *
             between_final_and_one(
                 schedule,
                 0.5 * (1 + std::cos(std::numbers::pi * position_after_warmup(schedule, step, progress))));
  }
  return peak;
}

}  // namespace cloze
