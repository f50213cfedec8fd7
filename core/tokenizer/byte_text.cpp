// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/byte_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <unordered_map>

#include "core/text/characters.h"

namespace cloze {
namespace {

enum class Kind { letter, number, blank, other };

struct Character {
  std::size_t begin = 0, end = 0;
  UChar32 value = 0;
  Kind kind = Kind::other;
};

Kind kind_of(UChar32 character) {
  if (is_white_space(static_cast<char32_t>(character))) return Kind::blank;
  const std::uint32_t category = U_GET_GC_MASK(character);
  if ((category & U_GC_L_MASK) != 0) return Kind::letter;
  return (category & U_GC_N_MASK) != 0 ? Kind::number : Kind::other;
}

/// The character that begins at a byte; none behind the end.
Character character_at(std::string_view text, std::size_t begin) {
  Character found{begin, begin, 0, Kind::blank};
  if (begin >= text.size()) return found;
  std::int32_t used = 0;
  U8_NEXT_OR_FFFD(text.data() + begin, used,
                  static_cast<std::int32_t>(std::min<std::size_t>(text.size() - begin, 4)), found.value);
  found.end = begin + static_cast<std::size_t>(used);
  found.kind = kind_of(found.value);
  return found;
}

/// Length of the contraction that the text begins with; 0 for none.
std::size_t contraction(std::string_view text) {
  for (const std::string_view known : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
    if (text.starts_with(known)) return known.size();
  return 0;
}

std::size_t end_of_run(std::string_view text, std::size_t begin, Kind kind) {
  for (Character at = character_at(text, begin);; at = character_at(text, at.end))
    if (at.begin == at.end || at.kind != kind) return at.begin;
}

std::size_t end_of_part(std::string_view text, std::size_t begin) {
  if (const std::size_t length = contraction(text.substr(begin)); length > 0) return begin + length;
  const Character first = character_at(text, begin);
  if (first.kind != Kind::blank) return end_of_run(text, begin, first.kind);
  if (first.value == ' ')
    if (const Character next = character_at(text, first.end);
        next.begin != next.end && next.kind != Kind::blank)
      return end_of_run(text, next.begin, next.kind);
  // Blanks, but for the last one where a word follows; a single one is taken as it is.
  std::size_t last = begin, end = begin;
  for (Character at = first; at.begin != at.end && at.kind == Kind::blank; at = character_at(text, at.end)) {
    last = at.begin;
    end = at.end;
  }
  return end == text.size() || last == begin ? end : last;
}

struct ByteSpelling {
  std::array<UChar32, 256> character{};
  std::unordered_map<UChar32, char> byte;
  ByteSpelling() {
    UChar32 next = 0x100;
    for (int b = 0; b < 256; ++b) {
      const bool printable = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      character[static_cast<std::size_t>(b)] = printable ? b : next++;
      byte[character[static_cast<std::size_t>(b)]] = static_cast<char>(b);
    }
  }
};

const ByteSpelling& spelling() {
  static const ByteSpelling made;
  return made;
}

void append(std::string& text, UChar32 character) {
  char bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, character);
  text.append(bytes, length);
}

}  // namespace

std::vector<TextRange> byte_bpe_parts(std::string_view text) {
  std::vector<TextRange> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_part(text, begin);
    parts.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    begin = end;
  }
  return parts;
}

std::string spell_bytes(std::string_view bytes) {
  std::string spelled;
  for (const char byte : bytes) append(spelled, spelling().character[static_cast<unsigned char>(byte)]);
  return spelled;
}

std::string spelled_bytes(std::string_view spelled) {
  std::string bytes;
  for (std::size_t at = 0; at < spelled.size();) {
    const Character character = character_at(spelled, at);
    const auto known = spelling().byte.find(character.value);
    if (known != spelling().byte.end())
      bytes += known->second;
    else
      bytes += spelled.substr(character.begin, character.end - character.begin);
    at = character.end;
  }
  return bytes;
}

TextRange ComposedText::range(std::size_t begin, std::size_t end) const {
  if (origin.empty()) return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  if (begin == end) {
    const std::uint32_t at = begin < origin.size() ? origin[begin].begin : origin.back().end;
    return {at, at};
  }
  return {origin[begin].begin, origin[end - 1].end};
}

ComposedText compose(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* const composer = icu::Normalizer2::getNFCInstance(status);
  const auto piece = [&](std::size_t begin, std::size_t end) {
    return icu::StringPiece(text.data() + begin, static_cast<std::int32_t>(end - begin));
  };
  ComposedText composed;
  if (composer->isNormalizedUTF8(piece(0, text.size()), status)) {
    composed.text = text;
    return composed;
  }
  // Between two characters that nothing joins, the parts are independent.
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = character_at(text, begin).end;
    while (end < text.size() && !composer->hasBoundaryBefore(character_at(text, end).value))
      end = character_at(text, end).end;
    icu::StringByteSink<std::string> sink(&composed.text);
    composer->normalizeUTF8(0, piece(begin, end), sink, nullptr, status);
    composed.origin.resize(composed.text.size(),
                           {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    begin = end;
  }
  return composed;
}

}  // namespace cloze
