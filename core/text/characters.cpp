// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/characters.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>

namespace cloze {
namespace {

/// The character that starts at offset, which is moved behind it; U+FFFD for a bad sequence. Written over
/// pointers because ICU's macros with 32-bit offsets cannot walk a text over 2 GiB.
char32_t next_character(std::string_view text, std::size_t& offset) {
  const char* at = text.data() + offset;
  const std::size_t left = text.size() - offset;
  std::int32_t used = 0;
  UChar32 character = 0;
  U8_NEXT_OR_FFFD(at, used, static_cast<std::int32_t>(left < 4 ? left : 4), character);
  offset += static_cast<std::size_t>(used);
  return static_cast<char32_t>(character);
}

}  // namespace

bool is_line_break(char32_t character) {
  return (character >= 0x0A && character <= 0x0D) || character == 0x85 || character == 0x2028 ||
         character == 0x2029;
}

bool is_white_space(char32_t character) {
  if (character < 0x80) return character == ' ' || (character >= 0x09 && character <= 0x0D);
  return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
}

bool is_control(char32_t character) {
  if (character < 0x80)
    return (character < 0x20 && (character < 0x09 || character > 0x0D)) || character == 0x7F;
  if (is_line_break(character) || character == 0x200C || character == 0x200D) return false;
  const auto code_point = static_cast<UChar32>(character);
  const auto category = u_charType(code_point);
  if (category != U_CONTROL_CHAR && category != U_FORMAT_CHAR) return false;
  return u_hasBinaryProperty(code_point, UCHAR_PREPENDED_CONCATENATION_MARK) == 0;
}

bool has_visible(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t character = next_character(text, offset);
    const bool joiner = character == 0x200C || character == 0x200D;
    if (!joiner && !is_white_space(character) && !is_control(character)) return true;
  }
  return false;
}

std::size_t cut_position(std::string_view text, std::size_t limit) {
  const std::size_t blank = text.rfind(' ', limit);
  if (blank != std::string_view::npos && blank >= limit / 2) return blank;
  std::size_t end = limit;
  while (end > 0 && U8_IS_TRAIL(text[end])) --end;
  return end > 0 ? end : limit;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string_view trim(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t next = 0; begin < text.size() && is_white_space(next_character(text, next));
       begin = next) {
  }
  text.remove_prefix(begin);
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && U8_IS_TRAIL(text[last])) --last;
    std::size_t next = last;
    if (!is_white_space(next_character(text, next))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace cloze
