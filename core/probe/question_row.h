// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a question as the row of tokens that a model reads. No torch here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/probe/fill_result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// [CLS] text [SEP], or [CLS] text [SEP] text [SEP].
struct QuestionRow {
  std::vector<TokenId> ids;
  std::vector<std::int32_t> types;  ///< 0, and 1 behind the [SEP] of a pair.
  std::vector<std::int64_t> masks;  ///< Positions of the [MASK]s, ascending.
};

/// Text between [MASK] and [SEP] is cleaned and tokenized as in training; the marks become their ids.
/// bad_input for more than one [SEP], and for more tokens than the model has positions.
Result<QuestionRow> question_row(const std::string& text, const Tokenizer& tokenizer,
                                 const ModelConfig& config);

/// All pieces of the row as the vocabulary spells them.
std::vector<std::string> pieces_of(const QuestionRow& row, const Tokenizer& tokenizer);

/// A token as read: without its word mark, and whether it had one.
TokenProbability described_token(const Tokenizer& tokenizer, TokenId id, double probability);

/// Text of a row's ids, special tokens at its ends left out.
std::string text_of(const std::vector<TokenId>& ids, const Tokenizer& tokenizer);

}  // namespace cloze
