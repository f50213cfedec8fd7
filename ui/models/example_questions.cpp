// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/example_questions.h"

namespace cloze::ui {

QStringList example_questions(const QString& language) {
  if (language == QLatin1String("zh"))
    return {QStringLiteral("却说曹操引兵[MASK]进。"), QStringLiteral("玄德大[MASK]，急令关公出马。"),
            QStringLiteral("孔[MASK]笑曰：“吾自有妙计。”"), QStringLiteral("于是三人焚香再[MASK]。")};
  return {QStringLiteral("The [MASK] of the United States"),
          QStringLiteral("We must protect the [MASK] of the people."),
          QStringLiteral("I ask the [MASK] to pass this bill."),
          QStringLiteral("Our [MASK] and our [MASK] depend on peace.")};
}

}  // namespace cloze::ui
