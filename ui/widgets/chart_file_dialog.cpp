// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_file_dialog.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace cloze::ui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(ChartFileDialog)
};

}  // namespace

void ask_chart_file(QWidget* parent, const QString& title,
                    const std::function<void(const QString& path)>& chosen) {
  QString name = title;
  name.replace('/', '-');
  auto* dialog = new QFileDialog(
      parent, Words::tr("Save chart"), name + ".png",
      Words::tr(
          "Picture (*.png);;Vector figure (*.svg);;Vector figure on a page (*.pdf);;Raw points (*.csv)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("png");
  QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    for (const char* suffix : {"png", "svg", "pdf", "csv"})
      if (filter.contains(QStringLiteral("*.%1").arg(suffix))) dialog->setDefaultSuffix(suffix);
  });
  QObject::connect(dialog, &QFileDialog::fileSelected, parent, chosen);
  dialog->open();
}

}  // namespace cloze::ui
