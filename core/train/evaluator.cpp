// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/evaluator.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/train/batch_tensors.h"

namespace cloze {

Result<EvaluationMetrics> evaluate_model(MaskedLanguageModel& model, const RowMaker& rows,
                                         const Recipe& recipe, const torch::Device& device,
                                         std::int64_t max_rows, const ProgressSink& progress,
                                         const CancelFlag* cancel) {
  const Stopwatch time;
  const torch::NoGradGuard no_grad;
  const bool was_training = model->is_training();
  model->eval();

  const auto batch_size = static_cast<std::uint64_t>(recipe.optimizer.batch_size);
  const std::uint64_t all = (rows.rows_per_epoch() + batch_size - 1) / batch_size;
  const std::uint64_t wanted =
      max_rows == 0
          ? all
          : std::min(all, std::max<std::uint64_t>(1, static_cast<std::uint64_t>(max_rows) / batch_size));
  double loss_sum = 0, nsp_loss_sum = 0;
  std::int64_t right = 0, predicted = 0, nsp_right = 0, pairs = 0;
  bool cancelled = false;
  for (std::uint64_t i = 0; i < wanted && !cancelled; ++i) {
    Batch batch = rows.make_batch(0, i * all / wanted * batch_size, recipe.optimizer.batch_size);
    const BatchTensors tensors = to_tensors(batch, device);
    const ModelOutput output = model->forward(tensors.input);
    const auto sum = torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum);
    const torch::Tensor& logits_MV = output.token_logits_MV;
    loss_sum += torch::nn::functional::cross_entropy(logits_MV, tensors.labels_M, sum).item<double>();
    right += (logits_MV.argmax(1) == tensors.labels_M).sum().item<std::int64_t>();
    predicted += tensors.labels_M.size(0);
    if (tensors.next_sentence_B.defined()) {
      const torch::Tensor& logits_B2 = output.next_sentence_logits_B2;
      nsp_loss_sum +=
          torch::nn::functional::cross_entropy(logits_B2, tensors.next_sentence_B, sum).item<double>();
      nsp_right += (logits_B2.argmax(1) == tensors.next_sentence_B).sum().item<std::int64_t>();
      pairs += tensors.next_sentence_B.size(0);
    }
    if (progress) progress("evaluating", i + 1, wanted);
    cancelled = cancel != nullptr && cancel->cancelled();
  }
  model->train(was_training);
  if (cancelled) return fail(ErrorCode::cancelled, "the evaluation was stopped");

  EvaluationMetrics metrics;
  metrics.predicted_tokens = predicted;
  metrics.loss = loss_sum / static_cast<double>(predicted);
  metrics.accuracy = static_cast<double>(right) / static_cast<double>(predicted);
  if (pairs > 0) {
    metrics.nsp_loss = nsp_loss_sum / static_cast<double>(pairs);
    metrics.nsp_accuracy = static_cast<double>(nsp_right) / static_cast<double>(pairs);
  }
  metrics.seconds = time.seconds();
  return metrics;
}

}  // namespace cloze
