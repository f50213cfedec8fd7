// SPDX-License-Identifier: GPL-3.0-or-later
// What a model says at positions of rows of equal length. Includes torch: .cpp files of probe only.
//
// Shapes: B rows, T tokens of each, M positions, V vocabulary.
#pragma once

#include <limits>
#include <vector>

#include "core/model/model_on_device.h"
#include "core/probe/question_row.h"

namespace cloze {

/// Rows of the same length and token types.
inline ModelInput rows_input(const ModelOnDevice& model, const torch::Tensor& ids_BT,
                             const std::vector<std::int32_t>& types) {
  ModelInput input;
  input.token_ids_BT = ids_BT.to(model.device);
  if (model.model->config().family == Family::classic)
    input.token_types_BT =
        torch::tensor(types, torch::kInt32).expand_as(ids_BT).contiguous().to(model.device);
  return input;
}

/// Natural logarithms of probabilities over the vocabulary without its special tokens (those get -inf), fp32
/// on the CPU. positions_M: int64, into the flattened B*T. The model must be in AnsweringMode, without
/// gradients.
inline torch::Tensor log_probabilities_MV(ModelOnDevice& model, const torch::Tensor& ids_BT,
                                          const std::vector<std::int32_t>& types,
                                          const torch::Tensor& positions_M) {
  ModelInput input = rows_input(model, ids_BT, types);
  input.masked_positions_M = positions_M.to(model.device);
  torch::Tensor logits_MV = model.model->forward(input).token_logits_MV.to(torch::kFloat32);
  logits_MV.slice(1, 0, SpecialTokens::count).fill_(-std::numeric_limits<float>::infinity());
  return logits_MV.log_softmax(1).to(torch::kCPU).contiguous();
}

/// The row's ids, 1T int32, copied.
inline torch::Tensor row_ids_1T(const QuestionRow& row) {
  return torch::tensor(row.ids, torch::kInt32).unsqueeze(0);
}

}  // namespace cloze
