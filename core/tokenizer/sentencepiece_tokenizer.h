// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer that encodes with a SentencePiece model.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// How SentencePiece marks the beginning of a word: U+2581, LOWER ONE EIGHTH BLOCK.
inline constexpr std::string_view word_mark = "\xE2\x96\x81";

/// Names of ids 0..4.
inline constexpr std::string_view special_token_names[SpecialTokens::count] = {"[PAD]", "[UNK]", "[CLS]",
                                                                               "[SEP]", "[MASK]"};

/// From the bytes of a model. damaged, naming origin, when they are no SentencePiece model or when ids 0..4
/// are not the special tokens.
Result<std::shared_ptr<const Tokenizer>> make_sentencepiece_tokenizer(std::string_view model,
                                                                      std::string origin, TokenizerKind kind,
                                                                      CleaningOptions cleaning,
                                                                      std::string hash);

}  // namespace cloze
