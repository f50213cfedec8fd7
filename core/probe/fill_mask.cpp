// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/fill_mask.h"

#include <fmt/format.h>
#include <algorithm>

#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"
#include "core/probe/answering_mode.h"
#include "core/text/cleaning.h"

namespace cloze {
namespace {

constexpr std::string_view mask_text = "[MASK]", separator_text = "[SEP]";
constexpr std::string_view word_mark = "\xE2\x96\x81";  // U+2581

struct Row {
  std::vector<TokenId> ids;
  std::vector<std::int32_t> types;
  std::vector<std::int64_t> masks;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

/// Text between marks is cleaned and tokenized as in training; the marks become their ids.
Result<Row> make_row(const std::string& text, const Tokenizer& tokenizer) {
  Row row;
  std::int32_t type = 0;
  const auto push = [&](TokenId id) {
    row.ids.push_back(id);
    row.types.push_back(type);
  };
  push(SpecialTokens::cls);
  std::vector<TokenId> piece_ids;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t mask = text.find(mask_text, at), separator = text.find(separator_text, at);
    const std::size_t end = std::min({mask, separator, text.size()});
    std::string piece = clean(std::string_view(text).substr(at, end - at), tokenizer.cleaning());
    // The blank before a mask belongs to it, as one belongs to the word that follows it.
    while (end != text.size() && piece.ends_with(' ')) piece.pop_back();
    if (std::ranges::any_of(piece, [](char c) { return !is_blank(c); })) {
      piece_ids.clear();
      tokenizer.encode(piece, piece_ids);
      // Text that goes on right behind a mask, as in "[MASK]ed", begins no new word.
      const bool glued = at > 0 && !is_blank(text[at]) && !row.masks.empty() &&
                         row.masks.back() == static_cast<std::int64_t>(row.ids.size()) - 1;
      std::size_t first = 0;
      if (glued && !piece_ids.empty()) {
        const std::string_view begin = tokenizer.piece(piece_ids[0]);
        if (begin == word_mark) {
          first = 1;
        } else if (begin.starts_with(word_mark)) {
          const TokenId inner = tokenizer.id_of(begin.substr(word_mark.size()));
          if (inner != SpecialTokens::unknown) piece_ids[0] = inner;
        }
      }
      for (std::size_t i = first; i < piece_ids.size(); ++i) push(piece_ids[i]);
    }
    if (end == text.size()) break;
    if (end == mask) {
      row.masks.push_back(static_cast<std::int64_t>(row.ids.size()));
      push(SpecialTokens::mask);
      at = end + mask_text.size();
    } else {
      push(SpecialTokens::sep);
      if (++type > 1)
        return fail(ErrorCode::bad_input, "a question holds at most two sentences, so one [SEP]");
      at = end + separator_text.size();
    }
  }
  push(SpecialTokens::sep);
  if (row.masks.empty())
    return fail(ErrorCode::bad_input, "the text has no [MASK]",
                "write [MASK] in place of the word to be guessed");
  return row;
}

/// A piece as read: without its mark, and whether it had one.
TokenProbability describe_token(const Tokenizer& tokenizer, TokenId id, double probability) {
  TokenProbability token{id, std::string(tokenizer.piece(id)), false, probability};
  if (token.token.starts_with(word_mark)) {
    token.token.erase(0, word_mark.size());
    token.starts_word = true;
  }
  return token;
}

}  // namespace

Result<FillResult> fill_mask(const ModelHandle& handle, const Tokenizer& tokenizer,
                             const FillQuestion& question) {
  if (question.top < 1)
    return fail(ErrorCode::bad_input, fmt::format("cannot show the top {} tokens", question.top),
                "ask for 1 or more");
  CLOZE_TRY(Row row, make_row(question.text, tokenizer));
  const ModelConfig& config = handle->model->config();
  const auto length = static_cast<std::int64_t>(row.ids.size());
  if (length > config.max_positions)
    return fail(ErrorCode::bad_input,
                fmt::format("the text has {} tokens, the model takes {}", length, config.max_positions),
                "ask with a shorter text");

  const torch::NoGradGuard no_grad;
  const AnsweringMode answering(handle->model);
  ModelInput input;
  const auto on_device = [&](torch::Tensor tensor) { return tensor.to(handle->device); };
  input.token_ids_BT = on_device(torch::from_blob(row.ids.data(), {1, length}, torch::kInt32));
  if (config.family == Family::classic)
    input.token_types_BT = on_device(torch::from_blob(row.types.data(), {1, length}, torch::kInt32));
  input.masked_positions_M = on_device(
      torch::from_blob(row.masks.data(), {static_cast<std::int64_t>(row.masks.size())}, torch::kInt64));
  torch::Tensor logits_MV = handle->model->forward(input).token_logits_MV.to(torch::kFloat32);
  logits_MV.slice(1, 0, SpecialTokens::count).fill_(-std::numeric_limits<float>::infinity());
  const auto [probability_MK, id_MK] = logits_MV.softmax(1).topk(
      std::min<std::int64_t>(question.top, tokenizer.vocabulary_size() - SpecialTokens::count), 1);
  const torch::Tensor probabilities = probability_MK.to(torch::kCPU).contiguous();
  const torch::Tensor ids = id_MK.to(torch::kCPU).contiguous();

  FillResult result;
  result.text = question.text;
  for (const TokenId id : row.ids) result.tokens.emplace_back(tokenizer.piece(id));
  std::vector<TokenId> filled = row.ids;
  for (std::size_t m = 0; m < row.masks.size(); ++m) {
    FilledMask mask;
    mask.position = row.masks[m];
    for (std::int64_t k = 0; k < ids.size(1); ++k) {
      const auto index = static_cast<std::int64_t>(m);
      mask.top.push_back(describe_token(tokenizer, static_cast<TokenId>(ids[index][k].item<std::int64_t>()),
                                        probabilities[index][k].item<float>()));
    }
    filled[static_cast<std::size_t>(mask.position)] = mask.top.front().id;
    result.masks.push_back(std::move(mask));
  }
  filled.erase(filled.begin());
  filled.pop_back();
  result.filled = tokenizer.decode(filled);
  return result;
}

}  // namespace cloze
