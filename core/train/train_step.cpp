// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_step.h"

#include <cmath>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/model/autocast.h"
#include "core/optim/clip.h"
#include "core/train/batch_tensors.h"

namespace cloze {

Losses compute_losses(MaskedLanguageModel& model, const ModelInput& input, const torch::Tensor& labels_M,
                      const torch::Tensor& next_sentence_B) {
  const ModelOutput output = model->forward(input);
  Losses losses;
  losses.mlm = torch::nn::functional::cross_entropy(output.token_logits_MV.to(torch::kFloat32), labels_M);
  losses.total = losses.mlm;
  if (next_sentence_B.defined()) {
    losses.nsp = torch::nn::functional::cross_entropy(output.next_sentence_logits_B2.to(torch::kFloat32),
                                                      next_sentence_B);
    losses.total = losses.mlm + losses.nsp;
  }
  return losses;
}

TrainStep::TrainStep(MaskedLanguageModel model, AdamW& optimizer, const Recipe& recipe, torch::Device device)
    : model_(std::move(model)), optimizer_(optimizer), recipe_(recipe), device_(device) {}

StepResult TrainStep::run(std::vector<Batch>& batches, std::int64_t step, double learning_rate) {
  StepResult result;
  const double share = 1.0 / static_cast<double>(batches.size());
  bool pairs = false;
  optimizer_.zero_grad();
  for (std::size_t i = 0; i < batches.size(); ++i) {
    Stopwatch forward_time;
    // Dropout is a function of (seed, step, pass), so that a resumed run drops the same activations.
    torch::manual_seed(mix(static_cast<std::uint64_t>(recipe_.seed), static_cast<std::uint64_t>(step), i));
    const BatchTensors tensors = to_tensors(batches[i], device_);
    Losses losses;
    {
      const AutocastGuard autocast(device_.type(), recipe_.optimizer.precision == Precision::bf16);
      losses = compute_losses(model_, tensors.input, tensors.labels_M, tensors.next_sentence_B);
    }
    result.mlm_loss += share * losses.mlm.item<double>();
    if (losses.nsp.defined()) {
      pairs = true;
      result.nsp_loss += share * losses.nsp.item<double>();
    }
    result.loss += share * losses.total.item<double>();
    result.tokens += static_cast<double>(batches[i].token_count());
    phases_.forward += forward_time.seconds();
    const Stopwatch backward_time;
    (batches.size() == 1 ? losses.total : losses.total * share).backward();
    phases_.backward += backward_time.seconds();
  }
  if (!pairs) result.nsp_loss = std::nan("");
  const Stopwatch optimizer_time;
  result.gradient_norm = clip_gradients(optimizer_.parameters(), recipe_.optimizer.clip_norm);
  result.updated = std::isfinite(result.loss) && std::isfinite(result.gradient_norm);
  if (result.updated) optimizer_.step(learning_rate);
  phases_.optimizer += optimizer_time.seconds();
  return result;
}

}  // namespace cloze
