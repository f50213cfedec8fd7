// SPDX-License-Identifier: GPL-3.0-or-later
// Personal data masked. Found by RE2, whose time grows with the length of the text only; numbers that carry a
// check digit are masked only where it is right, so that dates and amounts stay.
#include <re2/re2.h>

#include <array>

#include "core/text/text_steps.h"

namespace cloze {
namespace {

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

/// Luhn's formula (ISO/IEC 7812-1, annex B).
bool is_card(std::string_view text) {
  const std::string digits = digits_of(text);
  if (digits.size() < 13 || digits.size() > 19) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
  }
  return sum % 10 == 0 && digits.find_first_not_of(digits[0]) != std::string::npos;
}

/// The check character of Chinese resident numbers (GB 11643-1999, ISO 7064 MOD 11-2).
bool is_resident_number(std::string_view text) {
  constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (text[i] - '0') * weights[i];
  const char last = text[17] == 'x' ? 'X' : text[17];
  return "10X98765432"[sum % 11] == last;
}

/// IBAN (ISO 13616): the first four characters behind the rest, letters as numbers, modulo 97.
bool is_iban(std::string_view text) {
  std::string bare;
  for (const char c : text)
    if (c != ' ') bare += c;
  if (bare.size() < 15 || bare.size() > 34) return false;
  const std::string turned = bare.substr(4) + bare.substr(0, 4);
  int rest = 0;
  for (const char c : turned) {
    const int value = c >= 'A' ? c - 'A' + 10 : c - '0';
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest == 1;
}

bool is_phone(std::string_view text) {
  const std::size_t digits = digits_of(text).size();
  return digits >= 8 && digits <= 15;  // E.164 has at most 15.
}

bool always(std::string_view) {
  return true;
}

/// A pattern, what else must hold, and what stands in its place.
struct Rule {
  RE2 pattern;
  bool (*holds)(std::string_view);
  const char* mask;
  Rule(const char* pattern, bool (*holds)(std::string_view), const char* mask)
      : pattern(pattern), holds(holds), mask(mask) {}
};

class PersonalDataStep : public TextStep {
 public:
  explicit PersonalDataStep(const CleaningStep& step) {
    if (value_of<bool>(step, "mail"))
      add(R"(([A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}))",
          always, "<mail>");
    if (value_of<bool>(step, "id")) {
      add(R"(\b([1-9]\d{16}[\dXx])\b)", is_resident_number, "<id>");
      add(R"(\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)\b)", is_iban, "<id>");
      add(R"(\b(\d{3}-\d{2}-\d{4})\b)", always, "<id>");
    }
    if (value_of<bool>(step, "card")) add(R"(\b(\d(?:[ -]?\d){12,18})\b)", is_card, "<card>");
    if (value_of<bool>(step, "phone")) {
      add(R"((\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,5})\b)", is_phone, "<phone>");
      add(R"((\(\d{2,4}\) ?\d{3,4}[ .-]\d{3,4})\b)", is_phone, "<phone>");
      add(R"(\b(\d{3}[-.]\d{3,4}[-.]\d{4})\b)", is_phone, "<phone>");
      add(R"(\b(1[3-9]\d{9})\b)", is_phone, "<phone>");  // Mobile numbers in China.
    }
  }

  bool keep(std::string& text, std::string*) override {
    const bool has_at = text.find('@') != std::string::npos;
    const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
    for (const auto& rule : rules_)
      if (std::string_view(rule->mask) == "<mail>" ? has_at : has_digit) mask(*rule, text);
    return true;
  }

 private:
  void add(const char* pattern, bool (*holds)(std::string_view), const char* mask) {
    rules_.push_back(std::make_unique<Rule>(pattern, holds, mask));
  }

  void mask(const Rule& rule, std::string& text) {
    masked_.clear();
    std::size_t done = 0;
    re2::StringPiece found, rest(text);
    while (RE2::FindAndConsume(&rest, rule.pattern, &found)) {
      const auto at = static_cast<std::size_t>(found.data() - text.data());
      if (!rule.holds({found.data(), found.size()})) continue;
      masked_.append(text, done, at - done).append(rule.mask);
      done = at + found.size();
    }
    if (done == 0) return;
    masked_.append(text, done);
    text.swap(masked_);
  }

  std::vector<std::unique_ptr<Rule>> rules_;
  std::string masked_;  // Kept between documents for its memory.
};

}  // namespace

std::unique_ptr<TextStep> make_personal_data_step(const CleaningStep& step) {
  return std::make_unique<PersonalDataStep>(step);
}

}  // namespace cloze
