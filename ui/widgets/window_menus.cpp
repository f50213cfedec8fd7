// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/window_menus.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QProcess>
#include <QUrl>

namespace cloze::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("WindowMenus", text);
}

}  // namespace

ThemeChoice theme_choice(const QString& name) {
  return name == "light" ? ThemeChoice::light : name == "dark" ? ThemeChoice::dark : ThemeChoice::system;
}

QString theme_name(ThemeChoice choice) {
  return choice == ThemeChoice::light ? "light" : choice == ThemeChoice::dark ? "dark" : "system";
}

ColorScheme scheme_of(ThemeChoice choice) {
  if (choice == ThemeChoice::system) return system_scheme();
  return choice == ThemeChoice::dark ? ColorScheme::dark : ColorScheme::light;
}

QMenu* make_theme_menu(QWidget* parent, ThemeChoice now, const std::function<void(ThemeChoice)>& choose) {
  auto* menu = new QMenu(parent);
  auto* group = new QActionGroup(menu);
  const struct {
    const char* text;
    ThemeChoice choice;
  } entries[] = {{QT_TRANSLATE_NOOP("WindowMenus", "Theme of the system"), ThemeChoice::system},
                 {QT_TRANSLATE_NOOP("WindowMenus", "Light theme"), ThemeChoice::light},
                 {QT_TRANSLATE_NOOP("WindowMenus", "Dark theme"), ThemeChoice::dark}};
  for (const auto& entry : entries) {
    QAction* action =
        menu->addAction(translated(entry.text), menu, [choose, choice = entry.choice] { choose(choice); });
    action->setCheckable(true);
    action->setChecked(entry.choice == now);
    group->addAction(action);
  }
  return menu;
}

void add_language_actions(QMenu* menu, Language now, const std::function<void(Language)>& choose) {
  menu->addSeparator();
  auto* group = new QActionGroup(menu);
  for (const Language language : languages) {
    const QString text = language == Language::system
                             ? translated(QT_TRANSLATE_NOOP("WindowMenus", "Language of the system"))
                             : native_name(language);
    QAction* action = menu->addAction(text, menu, [choose, language] { choose(language); });
    action->setObjectName("language-" + language_name(language));
    action->setCheckable(true);
    action->setChecked(language == now);
    group->addAction(action);
  }
}

QAction* add_isolated_action(QMenu* menu, bool now, const std::function<void(bool)>& choose) {
  menu->addSeparator();
  menu->setToolTipsVisible(true);
  QAction* action =
      menu->addAction(translated(QT_TRANSLATE_NOOP("WindowMenus", "Train in a process of its own")));
  action->setToolTip(translated(QT_TRANSLATE_NOOP(
      "WindowMenus", "A crash of the engine then ends the run only; from the next run on")));
  action->setCheckable(true);
  action->setChecked(now);
  QObject::connect(action, &QAction::toggled, menu, choose);
  return action;
}

void add_tour_action(QMenu* menu, const std::function<void()>& begin) {
  menu->addSeparator();
  menu->addAction(translated(QT_TRANSLATE_NOOP("WindowMenus", "Show the tour")), menu, begin);
}

QMenu* make_workspace_menu(QWidget* parent, const QString& root) {
  auto* menu = new QMenu(parent);
  menu->addAction(translated(QT_TRANSLATE_NOOP("WindowMenus", "Show in file manager")), menu,
                  [root] { QDesktopServices::openUrl(QUrl::fromLocalFile(root)); });
  menu->addAction(translated(QT_TRANSLATE_NOOP("WindowMenus", "Copy path")), menu,
                  [root] { QApplication::clipboard()->setText(root); });
  menu->addAction(
      translated(QT_TRANSLATE_NOOP("WindowMenus", "Open another workspace\u2026")), menu, [parent, root] {
        auto* dialog =
            new QFileDialog(parent, translated(QT_TRANSLATE_NOOP("WindowMenus", "Open a workspace")), root);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [](const QString& folder) {
          QProcess::startDetached(QCoreApplication::applicationFilePath(), {"--workspace", folder});
        });
        dialog->open();
      });
  return menu;
}

}  // namespace cloze::ui
