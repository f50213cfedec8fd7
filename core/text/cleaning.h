// SPDX-License-Identifier: GPL-3.0-or-later
// From raw bytes to clean text: UTF-8 checked, Unicode normalized, control characters and runs of white space removed.
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
  bool lowercase = false;              ///< Full Unicode case folding by ICU.
  bool strip_control = true;           ///< Control and format characters other than line breaks and tabs go.
  bool collapse_whitespace = true;     ///< Runs of blanks become one; blank lines stay as one line break.
  InvalidUtf8 invalid_utf8 = InvalidUtf8::replace;
  bool operator==(const CleaningOptions&) const = default;
};

struct CleaningCounts {
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t invalid_sequences = 0;   ///< Bad UTF-8 sequences found, replaced or skipped.
  std::uint64_t control_characters = 0;  ///< Removed.
  void add(const CleaningCounts& other);
};

/// Pure; safe from any thread. A byte-order mark at the start is dropped.
std::string clean(std::string_view raw, const CleaningOptions& options, CleaningCounts* counts = nullptr);

/// Canonical JSON of the options, stored with tokenizers and datasets and hashed there.
std::string to_json(const CleaningOptions& options);
Result<CleaningOptions> cleaning_from_json(std::string_view json, std::string_view origin);

}  // namespace cloze
