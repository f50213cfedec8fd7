// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/fill_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/kernels/torch.h"
#include "core/probe/answering_mode.h"
#include "core/probe/joint_filling.h"
#include "core/probe/row_logits.h"

namespace cloze {

Result<FillResult> fill_mask(const ModelHandle& handle, const Tokenizer& tokenizer,
                             const FillQuestion& question, const GoesOn& goes_on) {
  if (question.top < 1)
    return fail(ErrorCode::bad_input, fmt::format("cannot show the top {} tokens", question.top),
                "ask for 1 or more");
  CLOZE_TRY(const QuestionRow row, question_row(question.text, tokenizer, handle->model->config()));
  if (row.masks.empty())
    return fail(ErrorCode::bad_input, "the text has no [MASK]",
                "write [MASK] in place of the word to be guessed");

  const torch::NoGradGuard no_grad;
  const AnsweringMode answering(handle->model);
  const torch::Tensor log_probability_MV =
      log_probabilities_MV(*handle, row_ids_1T(row), row.types, torch::tensor(row.masks, torch::kInt64));
  const auto [top_MK, id_MK] = log_probability_MV.topk(
      std::min<std::int64_t>(question.top, tokenizer.vocabulary_size() - SpecialTokens::count), 1);
  const torch::Tensor ids = id_MK.contiguous();

  FillResult result;
  result.text = question.text;
  result.tokens = pieces_of(row, tokenizer);
  std::vector<TokenId> filled = row.ids;
  for (std::size_t m = 0; m < row.masks.size(); ++m) {
    FilledMask mask;
    mask.position = row.masks[m];
    const auto index = static_cast<std::int64_t>(m);
    for (std::int64_t k = 0; k < ids.size(1); ++k)
      mask.top.push_back(described_token(tokenizer, static_cast<TokenId>(ids[index][k].item<std::int64_t>()),
                                         std::exp(top_MK[index][k].item<float>())));
    filled[static_cast<std::size_t>(mask.position)] = mask.top.front().id;
    result.masks.push_back(std::move(mask));
  }
  result.filled = text_of(filled, tokenizer);
  if (question.joint && row.masks.size() > 1) {
    CLOZE_TRY(result.joint,
              joint_fillings(*handle, tokenizer, row, log_probability_MV[0], question.top, goes_on));
  }
  return result;
}

}  // namespace cloze
