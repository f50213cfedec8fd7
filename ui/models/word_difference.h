// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts as one, with what was removed and added between what both have. Testable without a window.
#pragma once

#include <QString>
#include <vector>

namespace cloze::ui {

struct TextPart {
  enum class Kind { same, removed, added } kind = Kind::same;
  QString text;
  bool operator==(const TextPart&) const = default;
};

/// The longest common subsequence of words and of what stands between them. All removed parts joined with the
/// same ones give before, all added ones after. In texts that differ in more than 2,000 words on both sides
/// the stretch that differs is one part, so that it takes milliseconds.
std::vector<TextPart> word_difference(const QString& before, const QString& after);

/// As HTML for a label or a text view: removed struck through, added underlined, in the colours given.
QString difference_html(const std::vector<TextPart>& parts, const QString& removed_color,
                        const QString& added_color);

}  // namespace cloze::ui
