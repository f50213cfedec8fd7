// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_tensors.h"

namespace cloze {
namespace {

template <class T>
torch::Tensor view(std::vector<T>& values, torch::IntArrayRef shape, torch::ScalarType type,
                   const torch::Device& device) {
  torch::Tensor tensor = torch::from_blob(values.data(), shape, type);
  if (device.is_cpu()) return tensor;
  return tensor.pin_memory().to(device, /*non_blocking=*/true);
}

}  // namespace

BatchTensors to_tensors(Batch& batch, const torch::Device& device) {
  const std::int64_t rows = batch.rows, length = batch.length;
  const auto predicted = static_cast<std::int64_t>(batch.labels.size());
  BatchTensors tensors;
  tensors.input.token_ids_BT = view(batch.token_ids, {rows, length}, torch::kInt32, device);
  if (!batch.token_types.empty())
    tensors.input.token_types_BT = view(batch.token_types, {rows, length}, torch::kInt32, device);
  if (batch.padded) tensors.input.lengths_B = view(batch.lengths, {rows}, torch::kInt32, device);
  tensors.input.masked_positions_M = view(batch.masked_positions, {predicted}, torch::kInt64, device);
  tensors.labels_M = view(batch.labels, {predicted}, torch::kInt64, device);
  if (!batch.next_sentence.empty())
    tensors.next_sentence_B = view(batch.next_sentence, {rows}, torch::kInt64, device);
  return tensors;
}

}  // namespace cloze
