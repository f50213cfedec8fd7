// SPDX-License-Identifier: GPL-3.0-or-later
// From raw bytes to clean text: UTF-8 checked, Unicode normalized, control characters and runs of white space
// removed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

enum class Normalization { none, nfc, nfkc };

enum class InvalidUtf8 {
  replace,  ///< Each bad sequence becomes U+FFFD.
  skip,     ///< Each bad sequence is left out.
};

struct CleaningOptions {
  Normalization normalization = Normalization::nfc;
  bool lowercase = false;  ///< Full Unicode case folding by ICU.
  /// Control characters go, line breaks and tabs excepted, and so do zero-width and other format characters,
  /// except U+200C and U+200D (needed in Persian, Hindi and joined emoji) and the visible Arabic number
  /// signs.
  bool strip_control = true;
  /// Runs of blanks (tabs and Unicode blanks included) become one space, runs of line breaks one '\n'; none
  /// stays at the ends of a line or of the text.
  bool collapse_whitespace = true;
  InvalidUtf8 invalid_utf8 = InvalidUtf8::replace;
  bool operator==(const CleaningOptions&) const = default;
};

struct CleaningCounts {
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t invalid_sequences = 0;   ///< Bad UTF-8 (Unicode's "maximal subparts"), replaced or skipped.
  std::uint64_t control_characters = 0;  ///< Removed.
  void add(const CleaningCounts& other);
};

/// Pure; safe from any thread; cleaning clean text changes nothing. A byte-order mark at the start is
/// dropped. Every kind of line break (CR LF, CR, VT, FF, U+0085, U+2028, U+2029) becomes '\n' whatever the
/// options. Behind 30 marks upon one letter stands U+034F, as in the Stream-Safe Text Format (UAX #15,
/// section 13): ICU's time to sort them grows with their square. The result is valid UTF-8; a U+FFFD that
/// stood in the input stays and is not counted. Counts are added to *counts. A text may be cleaned in pieces
/// that end as safe_cut() says; only the first one begins it. Blanks must be collapsed afterwards then.
std::string clean(std::string_view raw, const CleaningOptions& options, CleaningCounts* counts = nullptr,
                  bool begins_text = true);

/// Where a text that goes on behind these bytes (at least 4) can be cut so that cleaning the pieces gives
/// what cleaning the whole would: behind the last line break, else in front of a character late in it that
/// joins with nothing before it. In 64 kB of marks upon one letter there is none, and the cut is between two
/// of them.
std::size_t safe_cut(std::string_view raw);

/// What collapse_whitespace does, alone, to valid UTF-8 whose only line breaks are '\n'.
std::string collapse_white_space(std::string_view text);

/// Canonical JSON of the options, stored with tokenizers and datasets and hashed there.
std::string to_json(const CleaningOptions& options);
/// Exactly the keys that to_json() writes; else damaged, naming origin and key.
Result<CleaningOptions> cleaning_from_json(std::string_view json, std::string_view origin);

}  // namespace cloze
