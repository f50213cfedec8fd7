// SPDX-License-Identifier: GPL-3.0-or-later
// The vocabulary of a model that somebody else trained, in our order. Ids 0..4 are [PAD] [UNK] [CLS] [SEP]
// [MASK] in every tokenizer here; elsewhere they stand anywhere. So each of the five changes places with the
// token that stands on its id, one after another, and every other token keeps its id.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Keys of one object in a file that holds a vocabulary, which the largest known have a million of.
inline constexpr std::size_t most_tokens = 4'000'000;

/// Their names of our special tokens, in the order of our ids.
using SpecialNames = std::array<std::string, SpecialTokens::count>;

class ForeignVocabulary {
 public:
  /// tokens by their id, empty for an id without one; rows: of the model's token table, which may be longer
  /// than the tokens, then the rest are tokens that no text gives. bad_input, naming origin: a special token
  /// that is not there or has the role of another, a token given twice, fewer rows than tokens.
  static Result<ForeignVocabulary> make(std::vector<std::string> tokens, const SpecialNames& special,
                                        std::int64_t rows, std::string_view origin);

  /// rows.
  std::int64_t size() const { return static_cast<std::int64_t>(their_ids_.size()); }
  TokenId their_id(TokenId ours) const { return their_ids_[static_cast<std::size_t>(ours)]; }
  TokenId our_id(TokenId theirs) const { return our_ids_[static_cast<std::size_t>(theirs)]; }
  /// By our id, as they spell it; empty for a row without a token.
  std::string_view token(TokenId ours) const;

 private:
  std::vector<std::string> tokens_;  // By their id.
  std::vector<TokenId> their_ids_, our_ids_;
};

}  // namespace cloze
