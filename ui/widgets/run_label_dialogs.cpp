// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/run_label_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/qt_text.h"
#include "ui/theme.h"
#include "ui/widgets/error_note.h"

namespace cloze::ui::RunLabelDialogs {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(RunLabelDialogs)
};

/// A dialog that is deleted when it closes, with OK and Cancel below what layout gets.
QDialog* make_dialog(QWidget* parent, const QString& title, QVBoxLayout*& layout,
                     QDialogButtonBox*& buttons) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  layout = new QVBoxLayout(dialog);
  layout->setSpacing(grid::small);
  buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  return dialog;
}

}  // namespace

void tags(QWidget* parent, const std::vector<Run>& runs, const QStringList& known, const Chosen& chosen) {
  QVBoxLayout* layout = nullptr;
  QDialogButtonBox* buttons = nullptr;
  QDialog* dialog =
      make_dialog(parent,
                  runs.size() == 1 ? Words::tr("Tags of \u201c%1\u201d").arg(text_of(runs[0].name))
                                   : Words::tr("Tags of %1 runs").arg(runs.size()),
                  layout, buttons);
  auto* line = new QLineEdit;
  line->setObjectName("newTags");
  line->setPlaceholderText(Words::tr("New tags, with blanks between"));
  line->setAccessibleName(Words::tr("New tags"));
  auto* wrong = new ErrorNote;
  auto* list = new QListWidget;
  list->setAccessibleName(Words::tr("Tags"));
  QStringList all = known;
  for (const Run& run : runs)
    for (const std::string& tag : run.tags) all << text_of(tag);
  all.removeDuplicates();
  all.sort();
  for (const QString& tag : all) {
    auto* item = new QListWidgetItem(tag, list);
    const auto have = std::ranges::count_if(runs, [&](const Run& run) {
      return std::ranges::find(run.tags, tag.toStdString()) != run.tags.end();
    });
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(have == 0                          ? Qt::Unchecked
                        : std::size_t(have) == runs.size() ? Qt::Checked
                                                           : Qt::PartiallyChecked);
  }
  list->setVisible(!all.isEmpty());
  layout->addWidget(line);
  layout->addWidget(wrong);
  layout->addWidget(list, 1);
  layout->addWidget(buttons);
  const auto typed = [line] { return line->text().split(' ', Qt::SkipEmptyParts); };
  QObject::connect(line, &QLineEdit::textChanged, dialog, [=] {
    wrong->clear();
    for (const QString& tag : typed())
      if (const auto fine = check_tag(tag.toStdString()); !fine) wrong->tell(fine.error());
    buttons->button(QDialogButtonBox::Ok)->setEnabled(wrong->isHidden());
  });
  QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, [=] {
    RunLabels change;
    for (int row = 0; row < list->count(); ++row) {  // What some have and nobody touched stays.
      const QListWidgetItem* item = list->item(row);
      if (item->checkState() == Qt::Checked) change.add_tags.push_back(item->text().toStdString());
      if (item->checkState() == Qt::Unchecked) change.remove_tags.push_back(item->text().toStdString());
    }
    for (const QString& tag : typed()) change.add_tags.push_back(tag.toStdString());
    chosen(change);
    dialog->accept();
  });
  dialog->resize(360, all.isEmpty() ? 120 : 320);
  dialog->open();
}

void note(QWidget* parent, const QString& title, const QString& text, const Chosen& chosen) {
  QVBoxLayout* layout = nullptr;
  QDialogButtonBox* buttons = nullptr;
  QDialog* dialog = make_dialog(parent, title, layout, buttons);
  auto* edit = new QPlainTextEdit(text);
  edit->setAccessibleName(Words::tr("Note"));
  edit->setPlaceholderText(Words::tr("What was tried, and what came of it"));
  edit->setTabChangesFocus(true);
  layout->addWidget(edit, 1);
  layout->addWidget(buttons);
  QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, [=] {
    RunLabels change;
    change.note = edit->toPlainText().toStdString();
    chosen(change);
    dialog->accept();
  });
  dialog->resize(460, 260);
  dialog->open();
}

}  // namespace cloze::ui::RunLabelDialogs
