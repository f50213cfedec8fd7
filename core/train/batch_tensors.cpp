// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_tensors.h"

#include <algorithm>

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

NeededRows needed_rows(std::int64_t rows, std::int64_t length, std::span<const std::int64_t> masked_flat,
                       bool first_too) {
  std::vector<std::vector<std::int64_t>> of_row(static_cast<std::size_t>(rows));
  for (auto& positions : of_row)
    if (first_too) positions.push_back(0);
  NeededRows needed;
  for (const std::int64_t flat : masked_flat)
    of_row[static_cast<std::size_t>(flat / length)].push_back(flat % length);
  for (const auto& positions : of_row) needed.Q = std::max(needed.Q, std::ssize(positions));
  for (std::int64_t row = 0; row < rows; ++row) {
    auto& positions = of_row[static_cast<std::size_t>(row)];
    for (std::int64_t i = first_too ? 1 : 0; i < std::ssize(positions); ++i)
      needed.masked.push_back(row * needed.Q + i);
    positions.resize(static_cast<std::size_t>(needed.Q), positions.empty() ? 0 : positions.back());
    for (const std::int64_t position : positions) {
      needed.positions.push_back(position);
      needed.flat.push_back(row * length + position);
    }
  }
  return needed;
}

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
  const NeededRows needed = needed_rows(rows, length, batch.masked_positions, !batch.next_sentence.empty());
  const auto copied = [&](const std::vector<std::int64_t>& values, torch::IntArrayRef shape) {
    return torch::tensor(values, torch::kInt64).view(shape).to(device);
  };
  tensors.input.needed = {copied(needed.positions, {rows, needed.Q}), copied(needed.flat, {rows * needed.Q})};
  tensors.input.masked_in_needed_M = copied(needed.masked, {predicted});
  if (!batch.next_sentence.empty())
    tensors.next_sentence_B = view(batch.next_sentence, {rows}, torch::kInt64, device);
  return tensors;
}

}  // namespace cloze
