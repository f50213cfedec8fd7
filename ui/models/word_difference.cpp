// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/word_difference.h"

#include <QStringList>
#include <algorithm>
#include <span>

namespace cloze::ui {
namespace {

constexpr std::size_t most_compared = 4000;  // Words and gaps.

bool is_han(QChar character) {
  return character.script() == QChar::Script_Han || character.script() == QChar::Script_Hiragana ||
         character.script() == QChar::Script_Katakana;
}

/// Runs of letters and digits, and each other character; Chinese and Japanese by the character.
std::vector<QString> pieces_of(const QString& text) {
  std::vector<QString> pieces;
  for (qsizetype begin = 0; begin < text.size();) {
    qsizetype end = begin;
    while (end < text.size() && text[end].isLetterOrNumber() && !is_han(text[end])) ++end;
    if (end == begin) end += text[begin].isHighSurrogate() && begin + 1 < text.size() ? 2 : 1;
    pieces.push_back(text.mid(begin, end - begin));
    begin = end;
  }
  return pieces;
}

using Pieces = std::span<const QString>;

class Parts {
 public:
  void add(TextPart::Kind kind, const QString& text) {
    if (!parts_.empty() && parts_.back().kind == kind)
      parts_.back().text += text;
    else
      parts_.push_back({kind, text});
  }
  void add(TextPart::Kind kind, Pieces pieces) {
    for (const QString& piece : pieces) add(kind, piece);
  }
  std::vector<TextPart> take() { return std::move(parts_); }

 private:
  std::vector<TextPart> parts_;
};

void compare(Pieces before, Pieces after, Parts& parts) {
  if (before.size() > most_compared || after.size() > most_compared || before.empty() || after.empty()) {
    parts.add(TextPart::Kind::removed, before);
    parts.add(TextPart::Kind::added, after);
    return;
  }
  // common[i][j]: length of the longest common subsequence of what stands behind i and j.
  const std::size_t width = after.size() + 1;
  std::vector<quint16> common((before.size() + 1) * width);
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      common[i * width + j] = before[i] == after[j]
                                  ? quint16(common[(i + 1) * width + j + 1] + 1)
                                  : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < before.size() && j < after.size()) {
    if (before[i] == after[j]) {
      parts.add(TextPart::Kind::same, before[i]);
      ++i, ++j;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      parts.add(TextPart::Kind::removed, before[i++]);
    } else {
      parts.add(TextPart::Kind::added, after[j++]);
    }
  }
  parts.add(TextPart::Kind::removed, before.subspan(i));
  parts.add(TextPart::Kind::added, after.subspan(j));
}

}  // namespace

std::vector<TextPart> word_difference(const QString& before, const QString& after) {
  const std::vector<QString> old_pieces = pieces_of(before), new_pieces = pieces_of(after);
  Pieces left(old_pieces), right(new_pieces);
  const auto [left_at, right_at] = std::ranges::mismatch(left, right);
  const auto same_front = static_cast<std::size_t>(left_at - left.begin());
  Parts parts;
  parts.add(TextPart::Kind::same, left.first(same_front));
  left = left.subspan(same_front), right = right.subspan(same_front);
  std::size_t same_back = 0;
  while (same_back < std::min(left.size(), right.size()) &&
         left[left.size() - 1 - same_back] == right[right.size() - 1 - same_back])
    ++same_back;
  compare(left.first(left.size() - same_back), right.first(right.size() - same_back), parts);
  parts.add(TextPart::Kind::same, left.last(same_back));
  return parts.take();
}

QString difference_html(const std::vector<TextPart>& parts, const QString& removed_color,
                        const QString& added_color) {
  QString html;
  for (const TextPart& part : parts) {
    const QString text = part.text.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>"));
    switch (part.kind) {
      case TextPart::Kind::same:
        html += text;
        break;
      case TextPart::Kind::removed:
        html += QStringLiteral("<s style=\"color:%1\">%2</s>").arg(removed_color, text);
        break;
      case TextPart::Kind::added:
        html += QStringLiteral("<u style=\"color:%1\">%2</u>").arg(added_color, text);
        break;
    }
  }
  return html;
}

}  // namespace cloze::ui
