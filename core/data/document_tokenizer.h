// SPDX-License-Identifier: GPL-3.0-or-later
// One document's text to what a shard stores of it: ids sentence by sentence, and which tokens begin a word.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/data/word_cache.h"
#include "core/text/boundaries.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Bytes; SentencePiece and the break iterators take some 60 times as much memory for the time of a sentence.
inline constexpr std::size_t longest_sentence = 1 << 16;

struct TokenizedDocument {
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> word_starts;      ///< One per token, 0 or 1.
  std::vector<std::uint32_t> sentence_sizes;  ///< Tokens of each sentence; none is empty.
  std::uint64_t unknown_tokens = 0;
  std::uint64_t cut_sentences = 0, empty_sentences = 0;  ///< As in DatasetInfo.
  std::uint64_t position = 0;                            ///< Document::position.
  std::size_t given = 0;                                 ///< Document::given.
  std::uint64_t text_hash = 0;  ///< The first 64 bits of the text's SHA-256; decides the split.
};

/// Holds break iterators, so one per thread.
class DocumentTokenizer {
 public:
  static Result<DocumentTokenizer> make(std::shared_ptr<const Tokenizer> tokenizer, std::string_view locale);

  /// Each sentence is tokenized alone; one over longest_sentence is cut at a blank or else between
  /// characters, one without tokens is left out, both are counted. bad_input for text the break iterators
  /// cannot take (2 GiB and more), cancelled between two sentences.
  Result<TokenizedDocument> tokenize(const Document& document, const CancelFlag* cancel = nullptr);

 private:
  void add_sentence(std::string_view sentence, TokenizedDocument& out);
  /// Appends the tokens of a text in which no word was met before, or that is no row of words.
  void add_whole(std::string_view text, TokenizedDocument& out);
  void add_word(std::string_view word, TokenizedDocument& out);
  DocumentTokenizer(std::shared_ptr<const Tokenizer> tokenizer, BoundaryFinder boundaries)
      : tokenizer_(std::move(tokenizer)), boundaries_(std::move(boundaries)) {}

  std::shared_ptr<const Tokenizer> tokenizer_;
  BoundaryFinder boundaries_;
  std::vector<TokenSpan> spans_;  // Kept between sentences for its memory.
  WordCache words_;
};

/// Appends, for each token of one sentence, 1 when it begins a word: when it is the first token to reach into
/// one of the words, or is the mark of the blank just before such a word. The first token of a sentence
/// always begins one. Both in text order.
void append_word_starts(std::span<const TokenSpan> tokens, std::span<const TextRange> words,
                        std::vector<std::uint8_t>& starts);

/// The number that is compared with the held-out share: the first 64 bits of SHA-256.
std::uint64_t text_hash(std::string_view text);

}  // namespace cloze
