// SPDX-License-Identifier: GPL-3.0-or-later
// Lines that many documents share: menus, cookie notices, running heads.
#include "core/text/characters.h"
#include "core/text/hashing.h"
#include "core/text/text_steps.h"

namespace cloze {
namespace {

class BoilerplateStep : public TextStep {
 public:
  BoilerplateStep(const CleaningStep& step, std::shared_ptr<const LineCounts> counts)
      : rule_(step), counts_(std::move(counts)) {}

  bool keep(std::string& text, std::string* reason) override {
    kept_.clear();
    bool removed = false;
    for_each_line(text, [&](std::string_view line) {
      const std::string_view bare = trim(line);
      if (rule_.counts(bare) && counts_->count(hash_text(bare)) > rule_.max_documents) {
        removed = true;
      } else {
        kept_ += line;
      }
    });
    if (!removed) return true;
    if (!has_visible(kept_)) {
      if (reason != nullptr) *reason = "boilerplate alone";
      return false;
    }
    text.swap(kept_);
    return true;
  }

 private:
  BoilerplateRule rule_;
  std::shared_ptr<const LineCounts> counts_;
  std::string kept_;
};

}  // namespace

BoilerplateRule::BoilerplateRule(const CleaningStep& step)
    : max_documents(static_cast<unsigned>(value_of<std::int64_t>(step, "max_documents"))),
      min_characters(static_cast<std::size_t>(value_of<std::int64_t>(step, "min_characters"))) {}

bool BoilerplateRule::counts(std::string_view line) const {
  if (line.size() < min_characters) return false;
  return count_characters(line) >= min_characters;
}

std::unique_ptr<TextStep> make_boilerplate_step(const CleaningStep& step,
                                                std::shared_ptr<const LineCounts> counts) {
  return std::make_unique<BoilerplateStep>(step, std::move(counts));
}

}  // namespace cloze
