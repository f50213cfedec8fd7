// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_step.h"

#include <cmath>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/train/batch_tensors.h"

namespace cloze {

TrainStep::TrainStep(MaskedLanguageModel model, Optimizer& optimizer, const Recipe& recipe,
                     torch::Device device)
    : model_(std::move(model)), optimizer_(optimizer), recipe_(recipe), device_(device) {
  TORCH_CHECK(model_->precision() == recipe.optimizer.precision,
              "the model is not in the recipe's precision");
}

StepResult TrainStep::run(std::vector<Batch>& batches, std::int64_t step, double learning_rate,
                          const StepCheck& check, const StepGoesOn& goes_on) {
  StepResult result;
  const double share = 1.0 / static_cast<double>(batches.size());
  bool pairs = false;
  optimizer_.zero_grad();
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (goes_on && !goes_on()) {
      optimizer_.zero_grad();
      result.abandoned = true;
      return result;
    }
    Stopwatch forward_time;
    // Dropout is a function of (seed, step, pass), so that a resumed run drops the same activations.
    torch::manual_seed(mix(static_cast<std::uint64_t>(recipe_.seed), static_cast<std::uint64_t>(step), i));
    const BatchTensors tensors = to_tensors(batches[i], device_);
    // total = masked + next sentence (Devlin et al. 2019, appendix A.2)
    const ModelLosses losses = model_->losses(tensors.input, tensors.labels_M, tensors.next_sentence_B);
    torch::Tensor total = losses.masked;
    result.mlm_loss += share * losses.masked.item<double>();
    if (losses.next_sentence.defined()) {
      pairs = true;
      result.nsp_loss += share * losses.next_sentence.item<double>();
      total = losses.masked + losses.next_sentence;
    }
    result.loss += share * total.item<double>();
    result.tokens += static_cast<double>(batches[i].token_count());
    phases_.forward += forward_time.seconds();
    const Stopwatch backward_time;
    (batches.size() == 1 ? total : total * share).backward();
    if (i + 1 < batches.size()) optimizer_.gather_gradients();
    phases_.backward += backward_time.seconds();
  }
  if (!pairs) result.nsp_loss = std::nan("");
  const Stopwatch optimizer_time;
  result.gradient_norm = optimizer_.gradient_norm();
  result.updated = check ? check(result) : std::isfinite(result.loss) && std::isfinite(result.gradient_norm);
  if (result.updated)
    optimizer_.step(learning_rate, clip_scale(result.gradient_norm, recipe_.optimizer.clip_norm));
  phases_.optimizer += optimizer_time.seconds();
  return result;
}

}  // namespace cloze
