// SPDX-License-Identifier: GPL-3.0-or-later
// The language that the studio speaks. Chosen once, before the first window. UI thread only.
#pragma once

#include <QString>
#include <QStringList>
#include <array>

class QCoreApplication;

namespace cloze::ui {

enum class Language { system, english, chinese };

inline constexpr std::array languages{Language::system, Language::english, Language::chinese};

/// "en", "zh" or "system"; anything else is system.
Language language_choice(const QString& name);
QString language_name(Language choice);
/// As its own speakers write it; empty for system.
QString native_name(Language choice);

/// The first of a person's languages (BCP 47, as QLocale::uiLanguages gives them) that the studio speaks.
/// Chinese in traditional characters is not one of them.
Language spoken_language(const QStringList& preferred);

/// Installs the translations, in place of any before. Texts made earlier stay as they are.
void apply_language(QCoreApplication& application, Language choice);

/// Kept beside the theme; an empty file name keeps nothing and gives system.
Language saved_language(const QString& settings_file);
void save_language(const QString& settings_file, Language choice);

}  // namespace cloze::ui
