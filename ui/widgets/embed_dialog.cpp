// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/embed_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/source_picker.h"

namespace cloze::ui {
namespace {

/// An editor with the button that fills it in.
QWidget* with_button(QLineEdit* edit, QPushButton* button) {
  auto* line = new QWidget;
  auto* layout = new QHBoxLayout(line);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  layout->addWidget(edit, 1);
  layout->addWidget(button);
  return line;
}

}  // namespace

EmbedDialog::EmbedDialog(const QString& run_id, const QString& run_name, QWidget* parent)
    : QDialog(parent), run_id_(run_id) {
  setWindowTitle(tr("Embed texts with %1").arg(run_name));
  shown_texts_ = new QLineEdit;
  shown_texts_->setReadOnly(true);
  shown_texts_->setPlaceholderText(tr("A text per line; in JSON, CSV and TSV, per record"));
  shown_texts_->setAccessibleName(tr("Texts"));
  auto* choose_texts = new QPushButton(tr("Choose\u2026"));
  field_ = new QLineEdit(QString::fromStdString(EmbedRequest().text_field));
  field_->setToolTip(tr("The key or column that holds the text in JSON, CSV and TSV"));
  field_label_ = new QLabel(tr("Text &field"));
  field_label_->setBuddy(field_);
  pooling_ = new QComboBox;
  pooling_->addItem(tr("Mean over the text's tokens"), int(Pooling::mean));
  pooling_->addItem(tr("State at [CLS]"), int(Pooling::cls));
  output_ = new QLineEdit;
  output_->setPlaceholderText(tr("A new file that ends in .npy or .csv"));
  auto* choose_output = new QPushButton(tr("Choose\u2026"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  embed_ = buttons->addButton(tr("Embed"), QDialogButtonBox::AcceptRole);
  embed_->setDefault(true);
  set_role(embed_, "primary");

  auto* form = new QFormLayout(this);
  form->setContentsMargins(grid::large, grid::large, grid::large, grid::large);
  form->setSpacing(grid::medium);
  form->addRow(tr("&Texts"), with_button(shown_texts_, choose_texts));
  form->addRow(field_label_, field_);
  form->addRow(tr("&Vector"), pooling_);
  form->addRow(tr("&Save as"), with_button(output_, choose_output));
  form->addRow(buttons);
  resize(560, sizeHint().height());

  connect(choose_texts, &QPushButton::clicked, this, &EmbedDialog::chooseTexts);
  connect(choose_output, &QPushButton::clicked, this, &EmbedDialog::chooseOutput);
  connect(output_, &QLineEdit::textChanged, this, &EmbedDialog::edited);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(this, &QDialog::accepted, this, [this] { Q_EMIT chosen(request()); });
  setTexts({});
}

void EmbedDialog::setTexts(const QStringList& files) {
  texts_ = files;
  const QFileInfo first(files.value(0));
  shown_texts_->setText(files.size() > 1 ? tr("%1 and %n more", nullptr, int(files.size()) - 1).arg(files[0])
                                         : files.value(0));
  const bool records = std::ranges::any_of(
      files, [](const QString& file) { return holds_records(std::filesystem::path(file.toStdString())); });
  field_->setVisible(records);
  field_label_->setVisible(records);
  if (!files.isEmpty() && output_->text().isEmpty())
    setOutput(first.dir().filePath(first.baseName() + QStringLiteral(".npy")));
  edited();
}

void EmbedDialog::setOutput(const QString& file) {
  output_->setText(file);
}

EmbedRequest EmbedDialog::request() const {
  EmbedRequest request;
  request.model = run_id_.toStdString();
  for (const QString& file : texts_) request.texts.emplace_back(file.toStdString());
  request.output = output_->text().toStdString();
  request.pooling = Pooling(pooling_->currentData().toInt());
  request.text_field = field_->text().toStdString();
  return request;
}

void EmbedDialog::edited() {
  const QString output = output_->text();
  const bool named = output.endsWith(QStringLiteral(".npy")) || output.endsWith(QStringLiteral(".csv"));
  const bool taken = named && QFileInfo::exists(output);
  embed_->setEnabled(!texts_.isEmpty() && named && !taken);
  embed_->setToolTip(texts_.isEmpty() ? tr("Choose the texts first")
                     : !named         ? tr("Name a file that ends in .npy or .csv")
                     : taken          ? tr("That file is there already; name another one")
                                      : QString());
}

void EmbedDialog::chooseTexts() {
  if (const QStringList files = ask_for_files(this); !files.isEmpty()) setTexts(files);
}

void EmbedDialog::chooseOutput() {
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Save embeddings"), output_->text(),
      tr("NumPy array") + QStringLiteral(" (*.npy);;") + tr("Table") + QStringLiteral(" (*.csv)"), nullptr,
      QFileDialog::DontConfirmOverwrite);  // What is there is refused, not replaced.
  if (!file.isEmpty()) setOutput(file);
}

}  // namespace cloze::ui
