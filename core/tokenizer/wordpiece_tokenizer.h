// SPDX-License-Identifier: GPL-3.0-or-later
// WordPiece (Schuster and Nakajima 2012; as in BERT): words by bert_words(), each spelled by the longest
// pieces of the vocabulary from the left; a word that cannot be spelled is [UNK].
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/tokenizer/bert_words.h"
#include "core/tokenizer/foreign_vocabulary.h"

namespace cloze {

struct WordPieceSettings {
  BertNormalization normalization;
  std::string continuing_prefix = "##";  ///< Of pieces that do not begin a word.
  std::int64_t longest_word = 100;       ///< Characters; a longer one is [UNK].
};

/// Pieces are shown as elsewhere here: U+2581 before those that begin a word, nothing before the others.
std::shared_ptr<const Tokenizer> make_wordpiece_tokenizer(ForeignVocabulary vocabulary,
                                                          WordPieceSettings settings,
                                                          CleaningOptions cleaning, std::string hash);

}  // namespace cloze
