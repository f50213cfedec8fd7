// SPDX-License-Identifier: GPL-3.0-or-later
// Sentence and word boundaries by ICU's break iterators (UAX #29, with ICU's dictionaries for Chinese and
// others).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace cloze {

/// Byte ranges [begin, end) into the text that was given.
struct TextRange {
  std::uint32_t begin = 0, end = 0;
  bool operator==(const TextRange&) const = default;
};

/// Finds boundaries. Making one is slow (rules are loaded), so make one per thread and keep it; not shared.
class BoundaryFinder {
 public:
  /// locale: "" for the root rules, which serve English and Chinese alike.
  static Result<BoundaryFinder> make(std::string_view locale = {});
  BoundaryFinder(BoundaryFinder&&) noexcept;
  BoundaryFinder& operator=(BoundaryFinder&&) noexcept;
  ~BoundaryFinder();

  /// Sentences without the white space around them; a line break always ends a sentence. Text under 2 GiB. In
  /// a line without a capital letter (folded to lower case), a full stop after a word of three letters or
  /// more ends one too.
  std::vector<TextRange> sentences(std::string_view text);

  /// Words (letters, numbers, ideographic words) and, each alone, other visible characters; white space is in
  /// none.
  std::vector<TextRange> words(std::string_view text);

 private:
  struct State;
  explicit BoundaryFinder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cloze
