// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: H heads, T tokens of the text.
#include "core/probe/attention_map.h"

#include <fmt/format.h>

#include "core/kernels/torch.h"
#include "core/probe/answering_mode.h"
#include "core/probe/row_logits.h"

namespace cloze {

Result<AttentionMap> attention_map(const ModelHandle& model, const Tokenizer& tokenizer,
                                   const AttentionQuestion& question) {
  const ModelConfig& config = model->model->config();
  if (question.layer < 0 || question.layer >= config.layers)
    return fail(ErrorCode::bad_input,
                fmt::format("there is no layer {}: the model has {}", question.layer, config.layers),
                fmt::format("ask for a layer from 0 to {}", config.layers - 1));
  if (question.head < AttentionQuestion::every_head || question.head >= config.heads)
    return fail(ErrorCode::bad_input,
                fmt::format("there is no head {}: a layer has {}", question.head, config.heads),
                fmt::format("ask for a head from 0 to {}, or -1 for their mean", config.heads - 1));
  CLOZE_TRY(const QuestionRow row, question_row(question.text, tokenizer, config));
  const torch::NoGradGuard no_grad;
  const AnsweringMode answering(model->model);
  const torch::Tensor weights_HTT =
      model->model->attention_weights(rows_input(*model, row_ids_1T(row), row.types), question.layer)[0];
  const torch::Tensor chosen_TT =
      (question.head == AttentionQuestion::every_head ? weights_HTT.mean(0) : weights_HTT[question.head])
          .to(torch::kCPU, torch::kFloat32)
          .contiguous();
  AttentionMap map{question.text, pieces_of(row, tokenizer), config.layers, config.heads, question.layer,
                   question.head};
  map.weights.assign(chosen_TT.data_ptr<float>(), chosen_TT.data_ptr<float>() + chosen_TT.numel());
  return map;
}

}  // namespace cloze
