// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a text as hashes, for comparing documents. Internal to core/text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cloze {

/// What a character is to the words of a text.
enum class WordPlace : std::uint8_t {
  between,  ///< In no word.
  in_word,  ///< Of a script that puts blanks between words.
  alone,    ///< Of one that does not (Han, Kana, Thai, Lao, Khmer, Myanmar): a word of its own here.
};
WordPlace word_place(char32_t character);

/// A word is a run of letters, marks and digits, with case folded; where writing puts no blanks between words
/// each character is one. Everything between words is left out, so
/// that texts that differ in blanks and punctuation only have the same words. Replaces the content of words.
void hash_words(std::string_view text, std::vector<std::uint64_t>& words);

/// A hash for each word n-gram, by its first word; of a text with fewer words than n, one for all of them
/// (none for a text without words). Replaces the content of ngrams.
void hash_ngrams(const std::vector<std::uint64_t>& words, std::size_t n, std::vector<std::uint64_t>& ngrams);

}  // namespace cloze
