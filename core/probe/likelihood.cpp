// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: B rows, each the text with one token masked, T tokens of each, V vocabulary.
#include "core/probe/likelihood.h"

#include <algorithm>

#include "core/kernels/torch.h"
#include "core/probe/answering_mode.h"
#include "core/probe/row_logits.h"

namespace cloze {
namespace {

/// Enough for large products; between two batches a run in training can be stopped.
constexpr std::int64_t batch_tokens = 4096;

TokenLikelihood scored(const Tokenizer& tokenizer, std::int64_t position, TokenId id,
                       const torch::Tensor& log_probability_V) {
  const auto own = log_probability_V[id].item<float>();
  TokenLikelihood score;
  score.position = position;
  score.log_probability = own;
  score.token = described_token(tokenizer, id, std::exp(score.log_probability));
  score.rank = log_probability_V.gt(own).sum().item<std::int64_t>() + 1;
  const auto best = static_cast<TokenId>(log_probability_V.argmax().item<std::int64_t>());
  score.expected = described_token(tokenizer, best, std::exp(log_probability_V[best].item<float>()));
  return score;
}

}  // namespace

Result<LikelihoodResult> pseudo_log_likelihood(const ModelHandle& model, const Tokenizer& tokenizer,
                                               const std::string& text, const GoesOn& goes_on) {
  CLOZE_TRY(const QuestionRow row, question_row(text, tokenizer, model->model->config()));
  std::vector<std::int64_t> positions;
  for (std::size_t i = 0; i < row.ids.size(); ++i)
    if (row.ids[i] >= SpecialTokens::count) positions.push_back(static_cast<std::int64_t>(i));
  if (positions.empty())
    return fail(ErrorCode::bad_input, "the text has no token to be scored",
                "write words that the tokenizer knows");

  LikelihoodResult result;
  result.text = text;
  result.tokens = pieces_of(row, tokenizer);
  const torch::NoGradGuard no_grad;
  const AnsweringMode answering(model->model);
  const auto length = static_cast<std::int64_t>(row.ids.size());
  const auto rows = static_cast<std::size_t>(std::max<std::int64_t>(1, batch_tokens / length));
  for (std::size_t begin = 0; begin < positions.size(); begin += rows) {
    if (goes_on && !goes_on()) return fail(ErrorCode::cancelled, "the question was withdrawn");
    const std::vector<std::int64_t> batch(
        positions.begin() + static_cast<std::ptrdiff_t>(begin),
        positions.begin() + static_cast<std::ptrdiff_t>(std::min(begin + rows, positions.size())));
    const auto count = static_cast<std::int64_t>(batch.size());
    torch::Tensor ids_BT = row_ids_1T(row).repeat({count, 1});
    const torch::Tensor masked_B = torch::arange(count) * length + torch::tensor(batch, torch::kInt64);
    ids_BT.view({-1}).index_fill_(0, masked_B, SpecialTokens::mask);
    const torch::Tensor log_BV = log_probabilities_MV(*model, ids_BT, row.types, masked_B);
    for (std::size_t b = 0; b < batch.size(); ++b) {
      const TokenId id = row.ids[static_cast<std::size_t>(batch[b])];
      result.scores.push_back(scored(tokenizer, batch[b], id, log_BV[static_cast<std::int64_t>(b)]));
      result.log_likelihood += result.scores.back().log_probability;
    }
  }
  return result;
}

}  // namespace cloze
