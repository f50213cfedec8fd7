// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/search_form.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>

#include "core/text/words.h"

namespace cloze {
namespace {

struct Traits {
  UChar32 folded = 0;
  bool blank = false, in_word = false;
};

Traits look_up(UChar32 character) {
  return {u_foldCase(character, U_FOLD_CASE_DEFAULT), u_isUWhiteSpace(character) != 0,
          word_place(static_cast<char32_t>(character)) == WordPlace::in_word};
}

/// ICU's lookups are slow, and most text is ASCII.
Traits traits_of(UChar32 character) {
  static const auto ascii = [] {
    std::array<Traits, 0x80> all;
    for (std::size_t c = 0; c < all.size(); ++c) all[c] = look_up(static_cast<UChar32>(c));
    return all;
  }();
  return character < 0x80 ? ascii[static_cast<std::size_t>(character)] : look_up(character);
}

}  // namespace

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
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    const std::int64_t begin = at;
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, character);
    const Traits traits = traits_of(character);
    if (traits.blank) {
      blank = true;
      continue;
    }
    if (blank && after_word && traits.in_word) append(' ', begin - 1);
    append(traits.folded, begin);
    blank = false;
    after_word = traits.in_word;
  }
  if (offsets != nullptr) offsets->push_back(static_cast<std::uint32_t>(size));
  return form;
}

}  // namespace cloze
