// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that drop a document for what it is: length, symbols, digits, repetition, language. The measures
// are those of Gopher (Rae et al. 2021, appendix A.1.1), made independent of blanks between words.
#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <unordered_set>

#include "core/text/characters.h"
#include "core/text/language.h"
#include "core/text/text_steps.h"
#include "core/text/words.h"

namespace cloze {
namespace {

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

class LengthStep : public TextStep {
 public:
  explicit LengthStep(const CleaningStep& step)
      : least_(static_cast<std::uint64_t>(value_of<std::int64_t>(step, "min_characters"))),
        most_(static_cast<std::uint64_t>(value_of<std::int64_t>(step, "max_characters"))) {}
  bool keep(std::string& text, std::string* reason) override {
    const std::uint64_t characters = count_characters(text);
    const bool kept = characters >= least_ && (most_ == 0 || characters <= most_);
    if (!kept && reason != nullptr) *reason = fmt::format("{} characters", characters);
    return kept;
  }

 private:
  std::uint64_t least_, most_;
};

/// The share of the visible characters that belong to a class.
class ShareStep : public TextStep {
 public:
  using Belongs = bool (*)(UChar32);
  ShareStep(const CleaningStep& step, Belongs belongs, std::string_view what)
      : most_(value_of<double>(step, "max_share")), belongs_(belongs), what_(what) {}
  bool keep(std::string& text, std::string* reason) override {
    std::uint64_t all = 0, found = 0;
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t at = 0; at < size;) {
      UChar32 character;
      U8_NEXT_OR_FFFD(text.data(), at, size, character);
      if (u_isUWhiteSpace(character)) continue;
      ++all;
      found += belongs_(character) ? 1 : 0;
    }
    const double share = all == 0 ? 0 : static_cast<double>(found) / static_cast<double>(all);
    if (share > most_ && reason != nullptr) *reason = fmt::format("{} {}", percent(share), what_);
    return share <= most_;
  }

 private:
  double most_;
  Belongs belongs_;
  std::string_view what_;
};

/// Unicode's symbols, what is not assigned, and the ASCII punctuation that text hardly has and code has much.
bool is_symbol(UChar32 character) {
  if (character < 0x80)
    return std::string_view("#$%*+/<=>@[\\]^_`{|}~").contains(static_cast<char>(character));
  constexpr std::uint32_t symbols = U_GC_S_MASK | U_GC_CN_MASK | U_GC_CO_MASK;
  return (U_GET_GC_MASK(character) & symbols) != 0;
}

bool is_digit(UChar32 character) {
  return (U_GET_GC_MASK(character) & U_GC_N_MASK) != 0;
}

/// The share of words that lie in an n-gram that stood before in the document.
class RepetitionStep : public TextStep {
 public:
  explicit RepetitionStep(const CleaningStep& step)
      : most_(value_of<double>(step, "max_share")),
        length_(static_cast<std::size_t>(value_of<std::int64_t>(step, "ngram"))) {}
  bool keep(std::string& text, std::string* reason) override {
    hash_words(text, words_);
    if (words_.size() <= length_) return true;
    hash_ngrams(words_, length_, ngrams_);
    seen_.clear();
    std::size_t repeated = 0, covered_to = 0;
    for (std::size_t begin = 0; begin < ngrams_.size(); ++begin) {
      if (seen_.insert(ngrams_[begin]).second) continue;
      repeated += begin + length_ - std::max(begin, covered_to);
      covered_to = begin + length_;
    }
    const double share = static_cast<double>(repeated) / static_cast<double>(words_.size());
    if (share > most_ && reason != nullptr) *reason = fmt::format("{} repeated", percent(share));
    return share <= most_;
  }

 private:
  double most_;
  std::size_t length_;
  std::vector<std::uint64_t> words_, ngrams_;  // Kept between documents for their memory.
  std::unordered_set<std::uint64_t> seen_;
};

class LanguageStep : public TextStep {
 public:
  explicit LanguageStep(const CleaningStep& step)
      : keep_(split_languages(value_of<std::string>(step, "keep"))),
        least_(value_of<double>(step, "min_share")),
        keep_unknown_(value_of<bool>(step, "keep_unknown")) {}
  bool keep(std::string& text, std::string* reason) override {
    const auto found = detect_languages(text);
    double share = 0;
    for (const LanguageShare& language : found)
      if (wanted(language.code)) share += language.share;
    const bool kept = found.empty() ? keep_unknown_ : share >= least_;
    if (!kept && reason != nullptr) {
      *reason = found.empty() ? "not to be told" : "";
      for (const LanguageShare& language : found)
        *reason +=
            fmt::format("{}{} {}", reason->empty() ? "" : ", ", percent(language.share), language.code);
    }
    return kept;
  }

 private:
  bool wanted(const std::string& code) const {
    return std::ranges::any_of(keep_, [&code](const std::string& kept) {
      return code == kept || (code.starts_with(kept) && code[kept.size()] == '-');
    });
  }

  std::vector<std::string> keep_;
  double least_;
  bool keep_unknown_;
};

}  // namespace

std::unique_ptr<TextStep> make_length_step(const CleaningStep& step) {
  return std::make_unique<LengthStep>(step);
}
std::unique_ptr<TextStep> make_symbols_step(const CleaningStep& step) {
  return std::make_unique<ShareStep>(step, is_symbol, "symbols");
}
std::unique_ptr<TextStep> make_digits_step(const CleaningStep& step) {
  return std::make_unique<ShareStep>(step, is_digit, "digits");
}
std::unique_ptr<TextStep> make_repetition_step(const CleaningStep& step) {
  return std::make_unique<RepetitionStep>(step);
}
std::unique_ptr<TextStep> make_language_step(const CleaningStep& step) {
  return std::make_unique<LanguageStep>(step);
}

std::unique_ptr<TextStep> make_text_step(const CleaningStep& step,
                                         const std::shared_ptr<const LineCounts>& line_counts) {
  switch (step.kind) {
    case StepKind::markup:
      return make_markup_step();
    case StepKind::boilerplate:
      return make_boilerplate_step(step, line_counts);
    case StepKind::personal_data:
      return make_personal_data_step(step);
    case StepKind::length:
      return make_length_step(step);
    case StepKind::symbols:
      return make_symbols_step(step);
    case StepKind::digits:
      return make_digits_step(step);
    case StepKind::repetition:
      return make_repetition_step(step);
    case StepKind::language:
      return make_language_step(step);
    case StepKind::exact_duplicates:
    case StepKind::near_duplicates:
      return nullptr;
  }
  return nullptr;
}

}  // namespace cloze
