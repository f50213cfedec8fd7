// SPDX-License-Identifier: GPL-3.0-or-later
// Learning a WordPiece vocabulary: BERT's words, and of their pieces the pair that stands together most often
// is merged, again and again (Sennrich, Haddow and Birch 2016, section 3.2), as in the trainer of Hugging
// Face's tokenizers library. (Google's own, by likelihood, was never published.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/tokenizer/bert_words.h"

namespace cloze {

/// One thread. Memory grows with the different words, not with the text.
class WordPieceTrainer {
 public:
  explicit WordPieceTrainer(const BertNormalization& normalization) : normalization_(normalization) {}

  /// Any text, as it will be encoded later.
  void add(std::string_view text);

  struct Settings {
    std::int64_t vocabulary_size = 0;  ///< Special tokens included.
    double character_coverage = 1;     ///< Words with characters beyond this share of them teach nothing.
  };
  /// The vocabulary by id: special tokens, the characters that begin a word, those that go on, then the
  /// merged pieces, the most frequent first; "##" before pieces that go on. Same words, same vocabulary:
  /// pairs that are equally frequent are merged in the order of their pieces. bad_input, naming the limit,
  /// when the characters alone need a larger vocabulary, or when no pair is left that stands together twice.
  /// Progress "training" in tokens; cancelled.
  Result<std::vector<std::string>> train(const Settings& settings, const ProgressSink& progress,
                                         const CancelFlag* cancel) const;

 private:
  BertNormalization normalization_;
  std::unordered_map<std::string, std::int64_t> words_;
};

}  // namespace cloze
