// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/word_cache.h"

#include <algorithm>

#include "core/text/hashing.h"

namespace cloze {

WordCache::WordCache() : table_(2 * most_words) {}

std::size_t WordCache::slot_of(std::string_view word, std::uint64_t hash) const {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Stored& stored = table_[at];
    if (stored.bytes == 0) return at;
    if (stored.hash == hash && std::string_view(texts_).substr(stored.text, stored.bytes) == word) return at;
  }
}

std::optional<WordCache::Entry> WordCache::find(std::string_view word) const {
  const Stored& stored = table_[slot_of(word, hash_text(word))];
  if (stored.bytes == 0) return std::nullopt;
  return Entry{std::span(ids_).subspan(stored.tokens, stored.count),
               std::span(word_starts_).subspan(stored.tokens, stored.count), stored.unknown};
}

void WordCache::add(std::string_view word, std::span<const TokenId> ids,
                    std::span<const std::uint8_t> word_starts) {
  if (words_ == most_words) *this = WordCache();
  ++words_;
  const std::uint64_t hash = hash_text(word);
  table_[slot_of(word, hash)] = {
      .hash = hash,
      .text = static_cast<std::uint32_t>(texts_.size()),
      .tokens = static_cast<std::uint32_t>(ids_.size()),
      .bytes = static_cast<std::uint8_t>(word.size()),
      .count = static_cast<std::uint8_t>(ids.size()),
      .unknown = static_cast<std::uint8_t>(std::ranges::count(ids, SpecialTokens::unknown))};
  texts_ += word;
  ids_.insert(ids_.end(), ids.begin(), ids.end());
  word_starts_.insert(word_starts_.end(), word_starts.begin(), word_starts.end());
}

}  // namespace cloze
