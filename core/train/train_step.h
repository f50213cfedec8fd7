// SPDX-License-Identifier: GPL-3.0-or-later
// One optimizer step: forward and backward over the accumulated batches, clipping, update. Includes torch:
// engine .cpp files only.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/config/recipe.h"
#include "core/data/batcher.h"
#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"
#include "core/optim/optimizer.h"

namespace cloze {

struct StepResult {
  double loss = 0, mlm_loss = 0, nsp_loss = 0;  ///< Means over the batches; nsp NaN without pairs.
  double gradient_norm = 0;                     ///< Before clipping.
  double tokens = 0;
  bool updated = true;     ///< False when the check refused: weights and optimizer state are as they were.
  bool abandoned = false;  ///< Ended early, with nothing changed; the figures mean nothing.
};

/// Sees loss and gradient norm before the weights change; false leaves them as they are.
using StepCheck = std::function<bool(const StepResult&)>;
/// Asked before each pass; false abandons the step.
using StepGoesOn = std::function<bool()>;

/// Seconds spent in each part of a step, added up.
struct PhaseSeconds {
  double forward = 0, backward = 0, optimizer = 0;
};

class TrainStep {
 public:
  TrainStep(MaskedLanguageModel model, Optimizer& optimizer, const Recipe& recipe, torch::Device device);

  /// batches: accumulation many. step counts from 1; it seeds dropout, so a step can be taken again exactly.
  /// Without a check, what is not finite is refused.
  StepResult run(std::vector<Batch>& batches, std::int64_t step, double learning_rate,
                 const StepCheck& check = {}, const StepGoesOn& goes_on = {});
  const PhaseSeconds& phases() const { return phases_; }
  /// From the next step on; OptimizerConfig::clip_norm.
  void set_clip_norm(double norm) { recipe_.optimizer.clip_norm = norm; }

 private:
  MaskedLanguageModel model_;
  Optimizer& optimizer_;
  Recipe recipe_;
  torch::Device device_;
  PhaseSeconds phases_;
};

}  // namespace cloze
