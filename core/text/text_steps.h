// SPDX-License-Identifier: GPL-3.0-or-later
// The cleaning steps that look at one document alone. Internal to core/text.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "core/text/line_counts.h"
#include "core/text/steps.h"

namespace cloze {

/// Calls use for each line with its break, if it has one.
template <class Use>
void for_each_line(std::string_view text, const Use& use) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    use(text.substr(begin, end - begin));
    begin = end;
  }
}

/// One per thread.
class TextStep {
 public:
  virtual ~TextStep() = default;
  /// Whether the document stays. A step that cleans may change the text, which is valid UTF-8; white space in
  /// it is for the caller to collapse then. One that drops puts into *reason, unless it is null, what it
  /// found, for people: "31 % symbols".
  virtual bool keep(std::string& text, std::string* reason) = 0;
};

std::unique_ptr<TextStep> make_markup_step();
std::unique_ptr<TextStep> make_personal_data_step(const CleaningStep& step);
std::unique_ptr<TextStep> make_boilerplate_step(const CleaningStep& step,
                                                std::shared_ptr<const LineCounts> counts);
std::unique_ptr<TextStep> make_length_step(const CleaningStep& step);
std::unique_ptr<TextStep> make_symbols_step(const CleaningStep& step);
std::unique_ptr<TextStep> make_digits_step(const CleaningStep& step);
std::unique_ptr<TextStep> make_repetition_step(const CleaningStep& step);
std::unique_ptr<TextStep> make_language_step(const CleaningStep& step);

/// Null for duplicates, which are no matter of one document. line_counts: for boilerplate.
std::unique_ptr<TextStep> make_text_step(const CleaningStep& step,
                                         const std::shared_ptr<const LineCounts>& line_counts);

/// In how many documents a line of boilerplate's kind may stand, and the lines that count.
struct BoilerplateRule {
  unsigned max_documents;
  std::size_t min_characters;
  explicit BoilerplateRule(const CleaningStep& step);
  bool counts(std::string_view line) const;
};

}  // namespace cloze
