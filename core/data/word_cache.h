// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens of words that were met before. Text repeats its words: most are tokenized once and then looked up.
// Internal to core/data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// A hash table whose entries lie one behind another; forgets all when it is full, so it takes some 8 MB at
/// most. One thread.
class WordCache {
 public:
  static constexpr std::size_t longest_word = 64, most_words = 1 << 16;

  struct Entry {
    std::span<const TokenId> ids;
    std::span<const std::uint8_t> word_starts;  ///< One per id.
    std::uint32_t unknown = 0;                  ///< How many ids are SpecialTokens::unknown.
  };

  WordCache();
  /// Good until the next add().
  std::optional<Entry> find(std::string_view word) const;
  /// A word that find() did not find, of 1 to longest_word bytes, with less than 256 ids.
  void add(std::string_view word, std::span<const TokenId> ids, std::span<const std::uint8_t> word_starts);

 private:
  struct Stored {
    std::uint64_t hash = 0;
    std::uint32_t text = 0, tokens = 0;              ///< Where they begin.
    std::uint8_t bytes = 0, count = 0, unknown = 0;  ///< bytes 0: free.
  };
  std::size_t slot_of(std::string_view word, std::uint64_t hash) const;

  std::vector<Stored> table_;  // Open addressing; twice as many slots as words.
  std::string texts_;
  std::vector<TokenId> ids_;
  std::vector<std::uint8_t> word_starts_;
  std::size_t words_ = 0;
};

}  // namespace cloze
