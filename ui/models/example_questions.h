// SPDX-License-Identifier: GPL-3.0-or-later
// A few questions to begin with, in the language a model reads. Pure.
#pragma once

#include <QStringList>

namespace cloze::ui {

/// language: "zh" for Chinese; anything else gives English ones.
QStringList example_questions(const QString& language);

}  // namespace cloze::ui
