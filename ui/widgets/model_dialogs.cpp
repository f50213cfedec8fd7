// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/model_dialogs.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>

namespace cloze::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("ModelDialogs", text);
}

void open(QFileDialog* dialog, const std::function<void(const QString& folder)>& chosen) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QFileDialog::fileSelected, dialog, chosen);
  dialog->open();
}

void ask_new_folder(QWidget* parent, const QString& title, const QString& name,
                    const std::function<void(const QString& folder)>& chosen) {
  auto* dialog = new QFileDialog(parent, title, QDir::homePath());
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setFileMode(QFileDialog::AnyFile);
  dialog->setOption(QFileDialog::DontConfirmOverwrite);  // What holds something is refused, not replaced.
  dialog->setLabelText(QFileDialog::FileName, translated(QT_TRANSLATE_NOOP("ModelDialogs", "New folder:")));
  dialog->setLabelText(QFileDialog::Accept, translated(QT_TRANSLATE_NOOP("ModelDialogs", "Export")));
  dialog->selectFile(name);
  open(dialog, chosen);
}

}  // namespace

QString model_name(const QString& folder) {
  QString name;
  for (const QChar c : QDir(folder).dirName()) {
    const bool plain = c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.');
    name += plain ? c : QChar(u'-');
  }
  while (name.startsWith(u'.')) name.remove(0, 1);
  return name.isEmpty() ? QStringLiteral("model") : name;
}

void ask_metrics_folder(QWidget* parent, const std::function<void(const QString& folder)>& chosen) {
  ask_new_folder(parent, translated(QT_TRANSLATE_NOOP("ModelDialogs", "Export metrics")),
                 QStringLiteral("metrics"), chosen);
}

void ask_export_folder(QWidget* parent, const QString& run_name,
                       const std::function<void(const QString& folder)>& chosen) {
  ask_new_folder(parent, translated(QT_TRANSLATE_NOOP("ModelDialogs", "Export model")), model_name(run_name),
                 chosen);
}

void ask_import_folder(QWidget* parent, const std::function<void(const QString& folder)>& chosen) {
  auto* dialog = new QFileDialog(
      parent, translated(QT_TRANSLATE_NOOP("ModelDialogs", "Import a Hugging Face model folder")),
      QDir::homePath());
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setLabelText(QFileDialog::Accept, translated(QT_TRANSLATE_NOOP("ModelDialogs", "Import")));
  open(dialog, chosen);
}

}  // namespace cloze::ui
