// SPDX-License-Identifier: GPL-3.0-or-later
// Learning rate as a function of the step and of the share of the budget that is used up.
//
// A budget may be steps, tokens, epochs or minutes, so the number of steps is not always known in advance;
// everything after the warm-up follows the share used instead. No state: resume needs the step and the share
// only.
#pragma once

#include <cstdint>

#include "core/config/recipe.h"

namespace cloze {

/// Learning rate of one optimizer step.
///   step      1 for the first one
///   progress  share of the budget used before this step, 0 to 1: (step - 1) / steps for a budget of steps
///
/// Warm-up: a straight line, peak / warmup_steps at step 1, peak at step == warmup_steps. Then, down to
/// final_share * peak at progress 1:
///   linear               straight line over the progress that is left after the warm-up
///   cosine               half a cosine over it (Loshchilov and Hutter 2017, "SGDR", equation 5)
///   warmup_stable_decay  peak until progress reaches 1 - decay_share, then one minus the square root of the
///   position
///                        in the decay (Haegele et al. 2024, "Scaling laws and compute-optimal training
///                        beyond fixed training durations", section 3). A decay that begins within the
///                        warm-up takes the smaller of both.
/// Where the warm-up ends in progress is taken from the average progress of a step so far: exact when all
/// steps are equal, as in a budget of steps, and in any case the rate starts at the peak, never rises and
/// ends at the final share.
double learning_rate(const ScheduleConfig& schedule, double peak, std::int64_t step, double progress);

}  // namespace cloze
