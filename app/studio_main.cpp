// SPDX-License-Identifier: GPL-3.0-or-later
// cloze-studio: puts workspace, session, bridge and window together. With --chart or --gallery it draws into
// files and shows no window.
#include <QApplication>
#include <QCommandLineParser>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QThreadPool>
#include <QTimer>
#include <cstdio>
#include <memory>
#include <string_view>

#include "core/session/session.h"
#include "core/session/workspace.h"
#include "ui/bridge/quit_signals.h"
#include "ui/bridge/session_bridge.h"
#include "ui/charts/run_figure.h"
#include "ui/gallery.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace {

using namespace cloze;

int complain(const Error& error) {
  std::fprintf(stderr, "cloze-studio: %s\n", to_string(error).c_str());
  return error.code == ErrorCode::bad_input ? 2 : 1;
}

/// Files are drawn without a display; Qt decides before it reads our options. False when a window is wanted
/// and there is nowhere to show it.
bool choose_platform(int argc, char** argv) {
  if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) return true;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument(argv[i]);
    for (const std::string_view option : {"--chart", "--gallery", "--help", "-h", "--version", "-v"}) {
      if (argument.starts_with(option)) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        return true;
      }
    }
  }
  return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
}

/// "1280x800"; an invalid size when it says something else.
QSize parse_size(const QString& text) {
  const QStringList parts = text.split('x');
  if (parts.size() != 2) return {};
  return {parts[0].toInt(), parts[1].toInt()};
}

Result<std::unique_ptr<Session>> open_session(const std::filesystem::path& root) {
  CLOZE_TRY(const Workspace workspace, Workspace::open(root));
  return Session::open(workspace);
}

/// Opens the workspace, and as long as that fails, says why and offers another folder. Null when the person
/// gives up.
std::unique_ptr<Session> open_or_ask(std::filesystem::path root) {
  while (true) {
    auto session = open_session(root);
    if (session) return std::move(*session);
    QMessageBox box(QMessageBox::Critical, QObject::tr("Cloze Studio"),
                    QString::fromStdString(session.error().message), QMessageBox::Close);
    box.setInformativeText(QString::fromStdString(session.error().hint));
    const QPushButton* other =
        box.addButton(QObject::tr("Choose another folder\u2026"), QMessageBox::AcceptRole);
    box.exec();
    if (box.clickedButton() != other) return nullptr;
    const QString folder = QFileDialog::getExistingDirectory(nullptr, QObject::tr("Open a workspace"));
    if (folder.isEmpty()) return nullptr;
    root = folder.toStdString();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (!choose_platform(argc, argv)) {
    return complain({ErrorCode::unavailable, "There is no display to show a window on",
                     "use the program cloze in a terminal, or --chart and --gallery, which need none"});
  }
  QApplication application(argc, argv);
  QApplication::setApplicationName("cloze-studio");
  QApplication::setApplicationVersion("0.1.0");

  // Texts for the terminal are English, as those of the program cloze are.
  QCommandLineParser parser;
  parser.setApplicationDescription("A studio for training masked language models.");
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption workspace_option("workspace", "Folder that holds the work.", "folder");
  const QCommandLineOption chart_option("chart", "Draw the loss curve of a run into a file and end.", "run");
  const QCommandLineOption to_option("to", "File for --chart: .png, .pdf or .csv.", "file");
  const QCommandLineOption size_option("size", "Size for --chart and --gallery, as 1280x800.", "size");
  const QCommandLineOption gallery_option("gallery", "Draw all pages into a folder and end.", "folder");
  const QCommandLineOption theme_option("theme", "light, dark or system.", "theme");
  const QCommandLineOption language_option("language", "en, zh or system.", "language");
  parser.addOptions({workspace_option, chart_option, to_option, size_option, gallery_option, theme_option,
                     language_option});
  parser.process(application);

  const std::filesystem::path root = parser.isSet(workspace_option)
                                         ? std::filesystem::path(parser.value(workspace_option).toStdString())
                                         : Workspace::default_root();
  QSize size;
  if (parser.isSet(size_option)) {
    size = parse_size(parser.value(size_option));
    if (size.width() < 100 || size.height() < 100 || size.width() > 16384 || size.height() > 16384) {
      return complain({ErrorCode::bad_input,
                       "--size " + parser.value(size_option).toStdString() + " is no size",
                       "write it as 1280x800; each side from 100 to 16384"});
    }
  }
  if (parser.isSet(theme_option) &&
      !QStringList{"light", "dark", "system"}.contains(parser.value(theme_option))) {
    return complain({ErrorCode::bad_input,
                     "--theme " + parser.value(theme_option).toStdString() + " is unknown",
                     "choose light, dark or system"});
  }

  if (parser.isSet(language_option) &&
      !QStringList{"en", "zh", "system"}.contains(parser.value(language_option))) {
    return complain({ErrorCode::bad_input,
                     "--language " + parser.value(language_option).toStdString() + " is unknown",
                     "choose en, zh or system"});
  }
  // Of the workspace asked for: what a person is asked before another one opens is in this language too.
  const QString asked_settings = QString::fromStdString((root / "studio.ini").string());
  const ui::Language language = parser.isSet(language_option)
                                    ? ui::language_choice(parser.value(language_option))
                                    : ui::saved_language(asked_settings);
  ui::apply_language(application, language);

  if (parser.isSet(chart_option)) {
    if (!parser.isSet(to_option)) return complain({ErrorCode::bad_input, "--chart needs --to FILE", ""});
    const auto written =
        ui::write_run_chart(root / "cloze.db", parser.value(chart_option).toStdString(),
                            parser.value(to_option), size.isValid() ? size : QSize(960, 600));
    return written ? 0 : complain(written.error());
  }
  if (parser.isSet(gallery_option)) {
    auto session = open_session(root);
    if (!session) return complain(session.error());
    ui::SessionBridge bridge(std::move(*session));
    const auto written = ui::write_gallery(application, bridge, parser.value(gallery_option),
                                           size.isValid() ? size : QSize(1280, 800));
    QThreadPool::globalInstance()->waitForDone();
    return written ? 0 : complain(written.error());
  }

  ui::apply_theme(application, ui::scheme_of(ui::theme_choice(parser.value(theme_option))));
  const ui::QuitSignals quit_signals;
  std::unique_ptr<Session> session = open_or_ask(root);
  if (!session) return 1;
  ui::SessionBridge bridge(std::move(session));
  const QString settings_file = QString::fromStdString((bridge.workspace().root() / "studio.ini").string());
  if (parser.isSet(language_option)) ui::save_language(settings_file, language);
  // Widgets that are put together under a style sheet are styled again at each step; the window gets it when
  // it is whole.
  application.setStyleSheet({});
  ui::MainWindow window(bridge, settings_file);
  if (parser.isSet(theme_option)) {
    window.chooseTheme(ui::theme_choice(parser.value(theme_option)));
  } else {
    window.applySavedTheme();
  }
  window.show();
  QTimer::singleShot(0, &window, &ui::MainWindow::warmUp);
  const int code = QApplication::exec();
  window.hide();
  QThreadPool::globalInstance()->waitForDone();  // Work in the background may still use the session.
  return code;
}
