// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/question_row.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text/cleaning.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"  // word_mark

namespace cloze {
namespace {

constexpr std::string_view mask_text = "[MASK]", separator_text = "[SEP]";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

}  // namespace

Result<QuestionRow> question_row(const std::string& text, const Tokenizer& tokenizer,
                                 const ModelConfig& config) {
  QuestionRow row;
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
  if (static_cast<std::int64_t>(row.ids.size()) > config.max_positions)
    return fail(
        ErrorCode::bad_input,
        fmt::format("the text has {} tokens, the model takes {}", row.ids.size(), config.max_positions),
        "ask with a shorter text");
  return row;
}

std::vector<std::string> pieces_of(const QuestionRow& row, const Tokenizer& tokenizer) {
  std::vector<std::string> pieces;
  for (const TokenId id : row.ids) pieces.emplace_back(tokenizer.piece(id));
  return pieces;
}

TokenProbability described_token(const Tokenizer& tokenizer, TokenId id, double probability) {
  TokenProbability token{id, std::string(tokenizer.piece(id)), false, probability};
  if (token.token.starts_with(word_mark)) {
    token.token.erase(0, word_mark.size());
    token.starts_word = true;
  }
  return token;
}

std::string text_of(const std::vector<TokenId>& ids, const Tokenizer& tokenizer) {
  return tokenizer.decode({ids.begin() + 1, ids.end() - 1});
}

}  // namespace cloze
