// SPDX-License-Identifier: GPL-3.0-or-later
// Core describes its settings, columns and steps in English; here these texts get the person's language.
// lupdate cannot see them: translations/core_*.ts are kept by hand, and a test compares them with
// core_texts().
#pragma once

#include <QString>
#include <QStringList>
#include <string_view>

namespace cloze::ui {

/// A label, unit, help, choice or title of core, translated; without a translation as it is.
QString core_text(std::string_view english);

/// A sentence of core with values in it, such as "hidden size 100 is not divisible by 3 heads", translated
/// when it is one of core_sentences(); else as it is, as errors from outside (files, system) are.
QString core_message(std::string_view english);

/// Every text that core_text() can be given, each once.
QStringList core_texts();

/// The sentences that core_message() knows, with %1, %2 in the place of values.
QStringList core_sentences();

}  // namespace cloze::ui
