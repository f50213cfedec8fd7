// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/words.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "core/text/hashing.h"

namespace cloze {
namespace {

bool writes_without_blanks(UChar32 character) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(character, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

WordPlace place_of(UChar32 character) {
  constexpr std::uint32_t word = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  if ((U_GET_GC_MASK(character) & word) == 0) return WordPlace::between;
  return writes_without_blanks(character) ? WordPlace::alone : WordPlace::in_word;
}

/// Places of the Basic Multilingual Plane: ICU's lookup of the script is slow.
const std::array<WordPlace, 0x10000>& places() {
  static const auto table = [] {
    std::array<WordPlace, 0x10000> all{};
    for (UChar32 character = 0; character < 0x10000; ++character)
      all[static_cast<std::size_t>(character)] = place_of(character);
    return all;
  }();
  return table;
}

}  // namespace

WordPlace word_place(char32_t character) {
  return character < 0x10000 ? places()[character] : place_of(static_cast<UChar32>(character));
}

void hash_words(std::string_view text, std::vector<std::uint64_t>& words) {
  words.clear();
  const auto& table = places();
  const auto size = static_cast<std::int64_t>(text.size());
  constexpr std::uint64_t no_word = 0;
  std::uint64_t word = no_word;
  const auto end_word = [&] {
    if (word != no_word) words.push_back(mix_bits(word));
    word = no_word;
  };
  for (std::int64_t at = 0; at < size;) {
    UChar32 character = static_cast<unsigned char>(text[static_cast<std::size_t>(at)]);
    if (character < 0x80) {
      ++at;
    } else {
      U8_NEXT_OR_FFFD(text.data(), at, size, character);
    }
    const WordPlace place =
        character < 0x10000 ? table[static_cast<std::size_t>(character)] : place_of(character);
    if (place != WordPlace::in_word) end_word();
    if (place == WordPlace::between) continue;
    if (character >= 'A' && character <= 'Z') character += 'a' - 'A';
    if (character >= 0x80) character = u_foldCase(character, U_FOLD_CASE_DEFAULT);
    word = (word ^ static_cast<std::uint64_t>(character)) * 0x9fb21c651e98df25 + 1;  // Odd: keeps all bits.
    if (place == WordPlace::alone) end_word();
  }
  end_word();
}

void hash_ngrams(const std::vector<std::uint64_t>& words, std::size_t n, std::vector<std::uint64_t>& ngrams) {
  ngrams.clear();
  if (words.empty()) return;
  n = std::min(n, words.size());
  for (std::size_t begin = 0; begin + n <= words.size(); ++begin) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < n; ++i) hash = (hash + words[begin + i]) * 0x9fb21c651e98df25;
    ngrams.push_back(mix_bits(hash));
  }
}

}  // namespace cloze
