// SPDX-License-Identifier: GPL-3.0-or-later
// The iterators read the UTF-8 itself through a UText, so the offsets they give are bytes of the given text.
#include "core/text/boundaries.h"

#include <fmt/format.h>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string>

#include "core/text/characters.h"

namespace cloze {

namespace {

bool has_capital(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t used = 0;
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(text.data() + at, used,
                    static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4)), character);
    if (u_isupper(character) != 0) return true;
    at += static_cast<std::size_t>(used);
  }
  return false;
}

/// The rules (UAX #29, SB8) end no sentence at a full stop that a small letter follows, so text folded to
/// lower case would have one sentence a line. This cuts it after a full stop, closing quotes included, and a
/// blank; a stop after fewer than three bytes of word ("mr.", "u.s.") is taken for an abbreviation's.
template <class Keep>
void cut_at_full_stops(std::string_view sentence, Keep keep) {
  const auto in_word = [](unsigned char c) {
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  std::size_t begin = 0;
  for (std::size_t stop = sentence.find('.'); stop != std::string_view::npos;
       stop = sentence.find('.', stop + 1)) {
    std::size_t word = stop;
    while (word > begin && in_word(static_cast<unsigned char>(sentence[word - 1]))) --word;
    const std::size_t end = sentence.find_first_not_of("\"')]", stop + 1);
    if (stop - word < 3 || end == std::string_view::npos || sentence[end] != ' ') continue;
    keep(sentence.substr(begin, end - begin));
    begin = end;
  }
  keep(sentence.substr(begin));
}

}  // namespace

struct BoundaryFinder::State {
  std::unique_ptr<icu::BreakIterator> sentences, words;
  UText* text = nullptr;

  ~State() {
    // The iterators hold clones of the text, so they go first.
    sentences.reset();
    words.reset();
    if (text != nullptr) utext_close(text);
  }

  /// Points an iterator at bytes that outlive the iteration. False when ICU has no memory for it.
  bool open(icu::BreakIterator& iterator, std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    text = utext_openUTF8(text, bytes.data(), static_cast<std::int64_t>(bytes.size()), &status);
    iterator.setText(text, status);
    return U_SUCCESS(status);
  }
};

BoundaryFinder::BoundaryFinder(std::unique_ptr<State> state) : state_(std::move(state)) {}
BoundaryFinder::BoundaryFinder(BoundaryFinder&&) noexcept = default;
BoundaryFinder& BoundaryFinder::operator=(BoundaryFinder&&) noexcept = default;
BoundaryFinder::~BoundaryFinder() = default;

Result<BoundaryFinder> BoundaryFinder::make(std::string_view locale) {
  const icu::Locale place =
      locale.empty() ? icu::Locale::getRoot() : icu::Locale(std::string(locale).c_str());
  auto state = std::make_unique<State>();
  UErrorCode status = U_ZERO_ERROR;
  state->sentences.reset(icu::BreakIterator::createSentenceInstance(place, status));
  state->words.reset(icu::BreakIterator::createWordInstance(place, status));
  if (place.isBogus() || U_FAILURE(status) || !state->sentences || !state->words)
    return fail(ErrorCode::unavailable,
                fmt::format("ICU has no sentence and word rules for the locale '{}': {}", locale,
                            u_errorName(status)),
                "check that ICU's data package is installed");
  return BoundaryFinder(std::move(state));
}

std::vector<TextRange> BoundaryFinder::sentences(std::string_view text) {
  std::vector<TextRange> found;
  const auto keep = [&](std::string_view sentence) {
    sentence = trim(sentence);
    if (sentence.empty()) return;
    const auto begin = static_cast<std::uint32_t>(sentence.data() - text.data());
    found.push_back({begin, begin + static_cast<std::uint32_t>(sentence.size())});
  };
  // Line by line: the rules let a sentence run over some line breaks, ours never does.
  for (std::size_t line_begin = 0; line_begin < text.size();) {
    const std::size_t line_end = std::min(text.find_first_of("\n\r", line_begin), text.size());
    const std::string_view line = text.substr(line_begin, line_end - line_begin);
    line_begin = line_end + 1;
    if (line.empty()) continue;
    icu::BreakIterator& iterator = *state_->sentences;
    if (!state_->open(iterator, line)) {
      keep(line);
      continue;
    }
    const bool folded = line.find('.') != std::string_view::npos && !has_capital(line);
    std::int32_t begin = iterator.first();
    for (std::int32_t end = iterator.next(); end != icu::BreakIterator::DONE;
         begin = end, end = iterator.next()) {
      const auto sentence =
          line.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
      if (folded)
        cut_at_full_stops(sentence, keep);
      else
        keep(sentence);
    }
  }
  return found;
}

std::vector<TextRange> BoundaryFinder::words(std::string_view text) {
  std::vector<TextRange> found;
  if (text.empty()) return found;
  icu::BreakIterator& iterator = *state_->words;
  if (!state_->open(iterator, text)) return found;
  std::int32_t begin = iterator.first();
  for (std::int32_t end = iterator.next(); end != icu::BreakIterator::DONE;
       begin = end, end = iterator.next()) {
    std::string_view segment =
        text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const bool word = iterator.getRuleStatus() >= UBRK_WORD_NONE_LIMIT;
    if (!word) {
      segment = trim(segment);
      if (!has_visible(segment)) continue;
    }
    const auto from = static_cast<std::uint32_t>(segment.data() - text.data());
    found.push_back({from, from + static_cast<std::uint32_t>(segment.size())});
  }
  return found;
}

}  // namespace cloze
