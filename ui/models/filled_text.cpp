// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/filled_text.h"

#include <QStringList>

namespace cloze::ui {

std::vector<FilledPart> filled_parts(const QString& question, const QString& filled) {
  const std::vector<FilledPart> plain{{filled, false}};
  const QStringList kept = question.split(QStringLiteral("[MASK]"));
  std::vector<FilledPart> parts;
  qsizetype at = 0;
  for (qsizetype i = 0; i < kept.size(); ++i) {
    // Blanks at the seams may be the model's or the person's; they do not have to match.
    const QString anchor = kept[i].trimmed();
    const qsizetype found = anchor.isEmpty() ? (i + 1 == kept.size() ? filled.size() : at)
                            : i + 1 == kept.size() && i > 0
                                ? filled.lastIndexOf(anchor, -1, Qt::CaseInsensitive)
                                : filled.indexOf(anchor, at, Qt::CaseInsensitive);
    if (found < at) return plain;
    if (i > 0)
      parts.push_back({filled.mid(at, found - at), true});
    else if (found > 0)
      return plain;
    if (!anchor.isEmpty()) parts.push_back({filled.mid(found, anchor.size()), false});
    at = found + anchor.size();
    // Two masks in a row: where one word ends is not known from the text; they share what is there.
    if (anchor.isEmpty() && i > 0 && i + 1 < kept.size()) return plain;
  }
  if (at < filled.size()) parts.push_back({filled.mid(at), false});
  return parts;
}

QString filled_html(const std::vector<FilledPart>& parts, const QString& color) {
  QString html;
  for (const FilledPart& part : parts) {
    const QString text = part.text.toHtmlEscaped();
    html += part.from_model
                ? QStringLiteral("<span style='color:%1;font-weight:600'>%2</span>").arg(color, text)
                : text;
  }
  return html;
}

}  // namespace cloze::ui
