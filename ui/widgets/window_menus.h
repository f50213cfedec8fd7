// SPDX-License-Identifier: GPL-3.0-or-later
// Menus of the window's frame, and the choice of theme and language. UI thread only.
#pragma once

#include <QString>
#include <functional>

#include "ui/language.h"
#include "ui/theme.h"

class QAction;
class QMenu;
class QWidget;

namespace cloze::ui {

enum class ThemeChoice { system, light, dark };

/// "light", "dark" or "system"; anything else is system.
ThemeChoice theme_choice(const QString& name);
QString theme_name(ThemeChoice choice);
ColorScheme scheme_of(ThemeChoice choice);

QMenu* make_theme_menu(QWidget* parent, ThemeChoice now, const std::function<void(ThemeChoice)>& choose);
void add_language_actions(QMenu* menu, Language now, const std::function<void(Language)>& choose);
/// A check box in a menu for training in a process of its own.
QAction* add_isolated_action(QMenu* menu, bool now, const std::function<void(bool)>& choose);

/// For the end of a menu of settings.
void add_tour_action(QMenu* menu, const std::function<void()>& begin);

/// Show the folder, copy its path, open another one (in a window of its own).
QMenu* make_workspace_menu(QWidget* parent, const QString& root);

}  // namespace cloze::ui
