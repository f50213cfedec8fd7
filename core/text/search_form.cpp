// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/search_form.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>

#include "core/text/words.h"

namespace cloze {

std::string search_form(std::string_view text, std::vector<std::uint32_t>* offsets) {
  std::string form;
  form.reserve(text.size());
  if (offsets != nullptr) offsets->clear();
  bool blank = false, after_word = false;
  const auto append = [&](UChar32 character, std::int64_t begin) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t count = 0;
    U8_APPEND_UNSAFE(bytes, count, character);
    form.append(bytes, static_cast<std::size_t>(count));
    if (offsets != nullptr)
      offsets->insert(offsets->end(), static_cast<std::size_t>(count), static_cast<std::uint32_t>(begin));
  };
  // ICU's lookups are slow, and most text is ASCII.
  struct Ascii {
    std::array<char, 0x80> folded{};  // 0: white space.
    std::array<bool, 0x80> in_word{};
    Ascii() {
      for (std::size_t c = 0; c < 0x80; ++c) {
        const auto character = static_cast<UChar32>(c);
        folded[c] = u_isUWhiteSpace(character) ? '\0' : static_cast<char>(u_foldCase(character, 0));
        in_word[c] = word_place(static_cast<char32_t>(c)) == WordPlace::in_word;
      }
    }
  };
  static const Ascii ascii;
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t begin = at;
    if (const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(at)]);
        byte > 0 && byte < 0x80) {
      ++at;
      blank = blank || ascii.folded[byte] == 0;
      if (ascii.folded[byte] == 0) continue;
      const auto add = [&](char c) {
        form += c;
        if (offsets != nullptr) offsets->push_back(static_cast<std::uint32_t>(begin - (c == ' ' ? 1 : 0)));
      };
      if (blank && after_word && ascii.in_word[byte]) add(' ');
      add(ascii.folded[byte]);
      blank = false;
      after_word = ascii.in_word[byte];
      continue;
    }
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, character);
    if (u_isUWhiteSpace(character)) {
      blank = true;
      continue;
    }
    const bool in_word = word_place(static_cast<char32_t>(character)) == WordPlace::in_word;
    if (blank && after_word && in_word) append(' ', begin - 1);
    append(u_foldCase(character, U_FOLD_CASE_DEFAULT), begin);
    blank = false;
    after_word = in_word;
  }
  if (offsets != nullptr) offsets->push_back(static_cast<std::uint32_t>(size));
  return form;
}

}  // namespace cloze
