// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

/// Outside of namespaces, as Q_INIT_RESOURCE wants to be called.
static void register_translations() {
  Q_INIT_RESOURCE(translations);
}

namespace cloze::ui {
namespace {

constexpr char own_prefix[] = ":/translations";

/// Qt's own dialogs are translated where the system has the package with them.
void install(QCoreApplication& application, const QString& name, const QString& folder) {
  auto* translator = new QTranslator(&application);
  if (translator->load(name, folder)) {
    QCoreApplication::installTranslator(translator);
  } else {
    delete translator;
  }
}

}  // namespace

Language language_choice(const QString& name) {
  return name == "en" ? Language::english : name == "zh" ? Language::chinese : Language::system;
}

QString language_name(Language choice) {
  return choice == Language::english ? "en" : choice == Language::chinese ? "zh" : "system";
}

QString native_name(Language choice) {
  return choice == Language::english   ? QStringLiteral("English")
         : choice == Language::chinese ? QStringLiteral("\u4e2d\u6587")
                                       : QString();
}

Language spoken_language(const QStringList& preferred) {
  for (const QString& name : preferred) {
    const QLocale locale(name);
    if (locale.language() == QLocale::English) return Language::english;
    if (locale.language() == QLocale::Chinese && locale.script() == QLocale::SimplifiedHanScript)
      return Language::chinese;
  }
  return Language::english;
}

void apply_language(QCoreApplication& application, Language choice) {
  for (QTranslator* old : application.findChildren<QTranslator*>(Qt::FindDirectChildrenOnly)) delete old;
  const bool of_system = choice == Language::system;
  const Language spoken = of_system ? spoken_language(QLocale::system().uiLanguages()) : choice;
  if (spoken == Language::chinese) {
    register_translations();
    install(application, QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(application, QStringLiteral("cloze_zh_CN"), QLatin1String(own_prefix));
    install(application, QStringLiteral("core_zh_CN"), QLatin1String(own_prefix));
  }
  // Numbers and dates follow the system, unless a person chose otherwise.
  QLocale::setDefault(of_system                     ? QLocale::system()
                      : spoken == Language::chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                                    : QLocale(QLocale::English));
}

Language saved_language(const QString& settings_file) {
  if (settings_file.isEmpty()) return Language::system;
  return language_choice(QSettings(settings_file, QSettings::IniFormat).value("language").toString());
}

void save_language(const QString& settings_file, Language choice) {
  if (settings_file.isEmpty()) return;
  QSettings(settings_file, QSettings::IniFormat).setValue("language", language_name(choice));
}

}  // namespace cloze::ui
