// SPDX-License-Identifier: GPL-3.0-or-later
// Text to words as BERT cuts it: the BertNormalizer and BertPreTokenizer of Hugging Face's tokenizers
// library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cloze {

struct BertNormalization {
  bool clean_text = true;          ///< Control, format and private-use characters go.
  bool chinese_characters = true;  ///< Each is a word of its own.
  bool strip_accents = true;       ///< Canonical decomposition, without its non-spacing marks.
  bool lowercase = true;
  bool operator==(const BertNormalization&) const = default;
};

/// One word, normalized, and where its characters come from.
struct BertWord {
  struct Character {
    std::uint32_t at = 0;              ///< First byte within the word.
    std::uint32_t begin = 0, end = 0;  ///< Bytes of the text it was made from.
  };
  std::string text;
  std::vector<Character> characters;
};

/// Words between white space; each punctuation mark is one. text is valid UTF-8 under 4 GiB. That library
/// takes the classes of characters from Unicode 8 and so do these words: what is newer is neither
/// punctuation, format character nor mark. (Case is ICU's, decomposition too.) Pure.
std::vector<BertWord> bert_words(std::string_view text, const BertNormalization& normalization);

}  // namespace cloze
