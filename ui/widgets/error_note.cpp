// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/error_note.h"

#include "ui/models/core_text.h"
#include "ui/theme.h"

namespace cloze::ui {

ErrorNote::ErrorNote(QWidget* parent) : QLabel(parent) {
  setWordWrap(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setTextFormat(Qt::RichText);
  setAccessibleName(tr("What went wrong"));
  set_role(this, "error");
  hide();
}

void ErrorNote::tell(const Error& error) {
  QString text = core_message(error.message).toHtmlEscaped();
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  if (!error.hint.empty())
    text += QStringLiteral("<br><span style='color:%1'>%2</span>")
                .arg(tokens().muted.name(), core_message(error.hint).toHtmlEscaped());
  setText(text);
  show();
}

void ErrorNote::clear() {
  QLabel::clear();
  hide();
}

}  // namespace cloze::ui
