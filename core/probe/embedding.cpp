// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: B texts of a batch, T tokens of its longest, D hidden size, N texts in all.
#include "core/probe/embedding.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>

#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"
#include "core/probe/answering_mode.h"

namespace cloze {
namespace {

/// Tokens of a batch, padding counted: enough for large products, and the states of a base model take 50 MB.
constexpr std::size_t batch_tokens = 16384;

std::vector<TokenId> row_of(const Tokenizer& tokenizer, const std::string& text, std::size_t longest,
                            Embeddings& result) {
  std::vector<TokenId> row{SpecialTokens::cls};
  tokenizer.encode(text, row);
  if (row.size() + 1 > longest) {
    row.resize(longest - 1);
    ++result.truncated;
  }
  row.push_back(SpecialTokens::sep);
  result.tokens += row.size();
  return row;
}

torch::Tensor pooled_BD(ModelOnDevice& model, const std::vector<std::vector<TokenId>>& rows,
                        std::span<const std::size_t> batch, Pooling pooling) {
  const auto count = static_cast<std::int64_t>(batch.size());
  std::size_t longest = 0;
  for (const std::size_t i : batch) longest = std::max(longest, rows[i].size());
  const auto ids_BT =
      torch::full({count, static_cast<std::int64_t>(longest)}, SpecialTokens::pad, torch::kInt32);
  const auto lengths_B = torch::empty({count}, torch::kInt64);
  for (std::size_t b = 0; b < batch.size(); ++b) {
    const auto& row = rows[batch[b]];
    std::ranges::copy(row, ids_BT.data_ptr<std::int32_t>() + b * longest);
    lengths_B.data_ptr<std::int64_t>()[b] = static_cast<std::int64_t>(row.size());
  }
  ModelInput input;
  input.token_ids_BT = ids_BT.to(model.device);
  input.lengths_B = lengths_B.to(model.device);
  const torch::Tensor hidden_BTD = model.model->encode(input).to(torch::kFloat32);
  if (pooling == Pooling::cls) return hidden_BTD.select(1, 0);
  const torch::Tensor place_T = torch::arange(hidden_BTD.size(1), input.lengths_B.options());
  const torch::Tensor real_BT = place_T.unsqueeze(0) < input.lengths_B.unsqueeze(1);
  // Padding is set to zero, not multiplied by it: whatever stands there must not matter.
  const torch::Tensor sum_BD = hidden_BTD.masked_fill(real_BT.logical_not().unsqueeze(2), 0).sum(1);
  return sum_BD / input.lengths_B.unsqueeze(1);
}

}  // namespace

Embeddings embed(const ModelHandle& model, const Tokenizer& tokenizer, Pooling pooling,
                 const std::vector<std::string>& clean_texts, const CancelFlag* cancel) {
  const ModelConfig& config = model->model->config();
  Embeddings result;
  std::vector<std::vector<TokenId>> rows;
  rows.reserve(clean_texts.size());
  for (const std::string& text : clean_texts)
    rows.push_back(row_of(tokenizer, text, static_cast<std::size_t>(config.max_positions), result));
  std::vector<std::size_t> by_length(rows.size());
  std::iota(by_length.begin(), by_length.end(), std::size_t{0});
  std::ranges::stable_sort(by_length, std::greater<>(), [&](std::size_t i) { return rows[i].size(); });

  const auto dimension = static_cast<std::size_t>(config.hidden);
  result.values_ND.resize(rows.size() * dimension);
  const torch::NoGradGuard no_grad;
  const AnsweringMode answering(model->model);
  for (std::size_t begin = 0; begin < rows.size();) {
    if (cancel != nullptr && cancel->cancelled()) break;
    const std::size_t fit = std::max<std::size_t>(1, batch_tokens / rows[by_length[begin]].size());
    const auto batch = std::span(by_length).subspan(begin, std::min(fit, rows.size() - begin));
    const torch::Tensor vectors_BD = pooled_BD(*model, rows, batch, pooling).to(torch::kCPU).contiguous();
    for (std::size_t b = 0; b < batch.size(); ++b)
      std::copy_n(vectors_BD.data_ptr<float>() + b * dimension, dimension,
                  result.values_ND.begin() + batch[b] * dimension);
    begin += batch.size();
  }
  return result;
}

}  // namespace cloze
