// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_losses.h"

#include "core/model/model_on_device.h"
#include "core/train/batch_tensors.h"

namespace cloze {
namespace {

std::vector<float> losses_of(const torch::Tensor& logits_NC, const torch::Tensor& labels_N) {
  const auto each = torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone);
  const torch::Tensor losses_N =
      torch::nn::functional::cross_entropy(logits_NC.to(torch::kFloat32), labels_N, each)
          .to(torch::kCPU)
          .contiguous();
  return {losses_N.const_data_ptr<float>(), losses_N.const_data_ptr<float>() + losses_N.numel()};
}

}  // namespace

BatchLosses batch_losses(const ModelHandle& model, Batch batch) {
  const torch::NoGradGuard no_grad;
  const bool was_training = model->model->is_training();
  model->model->eval();
  const BatchTensors tensors = to_tensors(batch, model->device);
  const ModelOutput output = model->model->forward(tensors.input);
  model->model->train(was_training);
  BatchLosses losses;
  losses.tokens = losses_of(output.token_logits_MV, tensors.labels_M);
  if (tensors.next_sentence_B.defined())
    losses.next_sentence = losses_of(output.next_sentence_logits_B2, tensors.next_sentence_B);
  return losses;
}

}  // namespace cloze
