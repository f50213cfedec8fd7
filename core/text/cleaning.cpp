// SPDX-License-Identifier: GPL-3.0-or-later
// Three passes, each of which copies whole unchanged stretches, so that text that is clean already costs a
// scan:
//   1. decode: bad UTF-8 replaced or left out, line breaks unified, control characters taken out;
//   2. normalize and fold case (ICU, with its quick check);
//   3. collapse white space. After 2, because NFKC turns special blanks into plain ones.
// Controls go before normalization: once a zero-width character is gone, the marks around it may compose.
#include "core/text/cleaning.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/text/characters.h"

namespace cloze {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";      // U+FFFD
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // U+FEFF

constexpr std::string_view grapheme_joiner = "\xCD\x8F";  // U+034F
constexpr std::size_t most_marks = 30;

/// A character that normalization may reorder with its neighbours.
bool is_mark(UChar32 character) {
  // Most text is Latin or CJK, which asking the property for every character would slow down.
  if (character < 0x300 || (character >= 0x3100 && character < 0xA66F)) return false;
  return u_getCombiningClass(character) != 0;
}

/// Printable ASCII, line feed or tab: kept as they stand by the first pass.
bool is_plain(unsigned char byte) {
  return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\t';
}

/// Where the run of plain bytes that starts at offset ends; eight bytes at a time where none is special.
std::size_t skip_plain(std::string_view text, std::size_t offset) {
  constexpr std::uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
  for (;;) {
    while (offset + 8 <= text.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + offset, 8);
      // A byte's high bit is set in `special` when the byte is >= 0x80, < 0x20, or 0x7F.
      const std::uint64_t special = (word | (word - ones * 0x20) | (word + ones)) & high;
      if (special != 0) break;
      offset += 8;
    }
    const std::size_t end = std::min(text.size(), offset + 8);
    const std::size_t before = offset;
    while (offset < end && is_plain(static_cast<unsigned char>(text[offset]))) ++offset;
    if (offset < end || offset == text.size() || offset == before) return offset;
  }
}

std::string decode(std::string_view raw, const CleaningOptions& options, CleaningCounts& counts,
                   bool begins_text) {
  while (begins_text && raw.starts_with(byte_order_mark)) raw.remove_prefix(byte_order_mark.size());
  std::string out;
  out.reserve(raw.size());
  std::size_t kept_from = 0;  // Start of the stretch that will be copied unchanged.
  std::size_t previous_end = 0, marks = 0;
  for (std::size_t offset = skip_plain(raw, 0); offset < raw.size(); offset = skip_plain(raw, offset)) {
    const std::size_t begin = offset;
    if (begin != previous_end) marks = 0;  // Plain characters were passed over.
    // U8_NEXT consumes the longest part of a bad sequence that could have begun a good one, as Unicode
    // (chapter 3, "maximal subparts") and the WHATWG decoder do, so every decoder counts the same number of
    // bad sequences.
    std::int32_t used = 0;
    UChar32 character = 0;
    const auto* at = reinterpret_cast<const std::uint8_t*>(raw.data()) + begin;
    U8_NEXT(at, used, static_cast<std::int32_t>(std::min<std::size_t>(raw.size() - begin, 4)), character);
    offset += static_cast<std::size_t>(used);
    previous_end = offset;

    std::string_view instead;
    if (const bool mark = is_mark(character); mark && ++marks > most_marks) {
      out.append(raw, kept_from, begin - kept_from).append(grapheme_joiner);
      kept_from = begin;
      marks = 1;
    } else if (!mark) {
      marks = 0;
    }
    if (character < 0) {
      ++counts.invalid_sequences;
      if (options.invalid_utf8 == InvalidUtf8::replace) instead = replacement;
    } else if (is_line_break(static_cast<char32_t>(character))) {
      if (character == '\r' && offset < raw.size() && raw[offset] == '\n') ++offset;
      instead = "\n";
    } else if (options.strip_control && is_control(static_cast<char32_t>(character))) {
      ++counts.control_characters;
    } else {
      continue;
    }
    out.append(raw, kept_from, begin - kept_from).append(instead);
    kept_from = offset;
  }
  return out.append(raw, kept_from);
}

/// ICU takes lengths in 32 bits, so long text goes through in parts. The cut stands before a character that
/// no normalization joins with what precedes it, which makes the parts independent.
std::size_t part_end(std::string_view text, std::size_t begin, const icu::Normalizer2* normalizer) {
  constexpr std::size_t part = std::size_t{1} << 24;
  std::size_t end = begin + part;
  if (end >= text.size()) return text.size();
  for (; end < text.size(); ++end) {
    if (U8_IS_TRAIL(text[end])) continue;
    std::int32_t used = 0;
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data() + end, used,
                    static_cast<std::int32_t>(std::min<std::size_t>(text.size() - end, 4)), character);
    if (normalizer == nullptr || normalizer->hasBoundaryBefore(character)) break;
  }
  return end;
}

const icu::Normalizer2* normalizer_for(Normalization normalization) {
  UErrorCode status = U_ZERO_ERROR;
  switch (normalization) {
    case Normalization::none:
      return nullptr;
    case Normalization::nfc:
      return icu::Normalizer2::getNFCInstance(status);
    case Normalization::nfkc:
      return icu::Normalizer2::getNFKCInstance(status);
  }
  return nullptr;
}

template <class Append>
std::string transform(const std::string& text, const icu::Normalizer2* normalizer, Append append) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  icu::StringByteSink<std::string> sink(&out);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = part_end(text, begin, normalizer);
    append(icu::StringPiece(text.data() + begin, static_cast<std::int32_t>(end - begin)), sink);
    begin = end;
  }
  return out;
}

void normalize(std::string& text, const icu::Normalizer2* normalizer) {
  if (normalizer == nullptr) return;
  // ASCII is the same in every form.
  if (std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; })) return;
  bool normal = true;
  for (std::size_t begin = 0; normal && begin < text.size();) {
    const std::size_t end = part_end(text, begin, normalizer);
    UErrorCode status = U_ZERO_ERROR;
    normal = normalizer->isNormalizedUTF8({text.data() + begin, static_cast<std::int32_t>(end - begin)},
                                          status) != 0;
    begin = end;
  }
  if (normal) return;
  text = transform(text, normalizer, [&](icu::StringPiece piece, icu::ByteSink& sink) {
    UErrorCode status = U_ZERO_ERROR;
    normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
  });
}

void fold_case(std::string& text, const icu::Normalizer2* normalizer) {
  normalize(text, normalizer);
  text = transform(text, normalizer, [](icu::StringPiece piece, icu::ByteSink& sink) {
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT, piece, sink, nullptr, status);
  });
}

/// Length in bytes of the blank (white space within a line) at offset of valid UTF-8; 0 when another
/// character.
std::size_t blank_length(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  if (byte(0) < 0x80) return byte(0) == ' ' || byte(0) == '\t' ? 1 : 0;
  // The lead bytes of U+00A0, U+1680, U+2000..U+205F and U+3000; asking the property for every character is
  // slow.
  if (byte(0) == 0xC2) return byte(1) == 0xA0 ? 2 : 0;
  if (byte(0) < 0xE1 || byte(0) > 0xE3) return 0;
  const auto character =
      static_cast<char32_t>((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
  return is_white_space(character) ? 3 : 0;
}

struct WhiteSpace {
  std::size_t end = 0;
  bool line_break = false;
};

/// Blanks and line breaks from offset on.
WhiteSpace white_space_end(std::string_view text, std::size_t offset) {
  WhiteSpace space{.end = offset};
  while (space.end < text.size()) {
    const bool line_break = text[space.end] == '\n';
    const std::size_t length = line_break ? 1 : blank_length(text, space.end);
    if (length == 0) break;
    space.line_break = space.line_break || line_break;
    space.end += length;
  }
  return space;
}

/// Where the visible characters from offset on end.
std::size_t visible_end(std::string_view text, std::size_t offset) {
  // Bytes that no blank and no line break begins with.
  static constexpr auto ordinary = [] {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte)
      table[byte] =
          byte != '\n' && byte != '\t' && byte != ' ' && byte != 0xC2 && (byte < 0xE1 || byte > 0xE3);
    return table;
  }();
  for (;;) {
    while (offset < text.size() && ordinary[static_cast<unsigned char>(text[offset])]) ++offset;
    if (offset == text.size() || text[offset] == '\n' || blank_length(text, offset) > 0) return offset;
    ++offset;
  }
}

}  // namespace

std::string collapse_white_space(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t begin = white_space_end(text, 0).end; begin < text.size();) {
    // A stretch that stays as it is: visible characters, with one space between some of them.
    std::size_t end = visible_end(text, begin);
    while (end < text.size() && text[end] == ' ') {
      const std::size_t next = visible_end(text, end + 1);
      if (next == end + 1) break;
      end = next;
    }
    out.append(text, begin, end - begin);
    const WhiteSpace between = white_space_end(text, end);
    if (between.end < text.size()) out += between.line_break ? '\n' : ' ';
    begin = between.end;
  }
  return out;
}

std::size_t safe_cut(std::string_view raw) {
  // A CR at the very end may belong to a CR LF that goes on.
  const std::size_t line_break = raw.substr(0, raw.empty() ? 0 : raw.size() - 1).find_last_of("\n\r");
  if (raw.ends_with('\n')) return raw.size();
  if (line_break != std::string_view::npos) return line_break + 1;
  // Case folding and compatibility forms included, so that one answer serves all options.
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* plain = icu::Normalizer2::getNFKCInstance(status);
  const icu::Normalizer2* folded = icu::Normalizer2::getNFKCCasefoldInstance(status);
  constexpr std::size_t farthest = 1 << 16;
  const std::size_t lowest = raw.size() > farthest ? raw.size() - farthest : 1;
  for (std::size_t at = raw.size() > 4 ? raw.size() - 4 : 0; at >= lowest; --at) {
    if (U8_IS_TRAIL(raw[at])) continue;
    std::int32_t used = 0;
    UChar32 character = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(raw.data()) + at, used, 4, character);
    if (character < 0x20 || is_control(static_cast<char32_t>(character)) ||
        is_line_break(static_cast<char32_t>(character)))
      continue;
    if (U_SUCCESS(status) && plain->hasBoundaryBefore(character) && folded->hasBoundaryBefore(character))
      return at;
  }
  std::size_t at = raw.size() - 4;
  while (at < raw.size() && U8_IS_TRAIL(raw[at])) ++at;
  return at;
}

void CleaningCounts::add(const CleaningCounts& other) {
  bytes_in += other.bytes_in;
  bytes_out += other.bytes_out;
  invalid_sequences += other.invalid_sequences;
  control_characters += other.control_characters;
}

std::string clean(std::string_view raw, const CleaningOptions& options, CleaningCounts* counts,
                  bool begins_text) {
  CleaningCounts seen;
  seen.bytes_in = raw.size();
  std::string text = decode(raw, options, seen, begins_text);
  const icu::Normalizer2* normalizer = normalizer_for(options.normalization);
  // Folding works on normalized text and its result is normalized again: NFKC of U+210B is a capital H, and
  // the folded form of U+0345 changes how marks are ordered.
  if (options.lowercase) fold_case(text, normalizer);
  normalize(text, normalizer);
  if (options.collapse_whitespace) text = collapse_white_space(text);
  seen.bytes_out = text.size();
  if (counts != nullptr) counts->add(seen);
  return text;
}

}  // namespace cloze
