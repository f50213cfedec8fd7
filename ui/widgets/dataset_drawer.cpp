// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dataset_drawer.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/corpus_format_edit.h"
#include "ui/widgets/error_note.h"
#include "ui/widgets/number_edit.h"
#include "ui/widgets/source_picker.h"
#include "ui/widgets/source_weights.h"
#include "ui/widgets/tokenizer_drawer.h"

namespace cloze::ui {

DatasetDrawer::DatasetDrawer(QWidget* parent) : Drawer(tr("New dataset"), tr("Build dataset"), parent) {
  sources_ = new SourcePicker;
  weights_ = new SourceWeights;
  source_error_ = new ErrorNote;
  format_ = new CorpusFormatEdit;
  tokenizer_ = new QComboBox;
  tokenizer_->setAccessibleName(tr("Tokenizer"));
  tokenizer_->setToolTip(tr("Text is cleaned and cut as this tokenizer was trained"));
  auto* make = new QPushButton(tr("New…"));
  make->setAccessibleName(tr("New tokenizer"));
  tokenizer_error_ = new ErrorNote;
  held_out_ = new NumberEdit(false, 0, 50);
  held_out_->setText(QStringLiteral("5"));
  held_out_->setAccessibleName(tr("Held out, percent"));
  held_out_->setToolTip(
      tr("Share of documents kept aside to measure the model; which ones is decided by their content, so it "
         "never moves"));
  name_ = new QLineEdit;
  name_->setAccessibleName(tr("Name"));

  body()->addWidget(form_heading(tr("Text")));
  body()->addWidget(sources_);
  body()->addWidget(weights_);
  body()->addWidget(source_error_);
  body()->addWidget(format_);
  body()->addSpacing(grid::small);
  body()->addWidget(form_heading(tr("Tokens")));
  auto* tokenizer_line = new QHBoxLayout;
  tokenizer_line->setSpacing(grid::small);
  tokenizer_line->addWidget(tokenizer_, 1);
  tokenizer_line->addWidget(make);
  auto* held_line = new QHBoxLayout;
  held_line->setSpacing(grid::small);
  held_line->addWidget(held_out_, 1);
  held_line->addWidget(new QLabel(tr("% of documents")));
  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(grid::small);
  form->addRow(form_label(tr("&Tokenizer"), tokenizer_), tokenizer_line);
  form->addRow(form_label(tr("&Held out"), held_out_), held_line);
  form->addRow(tr("&Name"), name_);
  body()->addLayout(form);
  body()->addWidget(tokenizer_error_);
  body()->addStretch();

  connect(make, &QPushButton::clicked, this, &DatasetDrawer::tokenizerWanted);
  connect(sources_, &SourcePicker::changed, this, &DatasetDrawer::edited);
  connect(weights_, &SourceWeights::edited, this, &DatasetDrawer::edited);
  connect(format_, &CorpusFormatEdit::edited, this, &DatasetDrawer::edited);
  connect(held_out_, &NumberEdit::edited, this, &DatasetDrawer::edited);
  connect(tokenizer_, &QComboBox::activated, this, [this] {
    wanted_tokenizer_ = tokenizer_->currentText();
    edited();
  });
  connect(name_, &QLineEdit::textEdited, this, [this](const QString& text) {
    name_typed_ = !text.isEmpty();
    edited();
  });
  check();
}

void DatasetDrawer::setTokenizers(const QStringList& names) {
  tokenizer_->clear();
  tokenizer_->addItems(names);
  chooseTokenizer(wanted_tokenizer_);
}

void DatasetDrawer::chooseTokenizer(const QString& name) {
  wanted_tokenizer_ = name;
  const int found = tokenizer_->findText(name);
  if (found >= 0) tokenizer_->setCurrentIndex(found);
  check();
}

void DatasetDrawer::setTaken(const QStringList& names) {
  taken_ = names;
  check();
}

void DatasetDrawer::edited() {
  source_error_->clear();
  tokenizer_error_->clear();
  check();
}

void DatasetDrawer::check() {
  format_->setRecords(sources_->hasRecords());
  weights_->setSources(sources_->checkedCorpora());
  if (!name_typed_) {
    const QString base = name_from(sources_->firstTitle());
    QString name = base;
    for (int number = 2; taken_.contains(name); ++number)
      name = QStringLiteral("%1-%2").arg(base).arg(number);
    name_->setText(name);
  }
  bool real = false;
  const double share = held_out_->text().trimmed().toDouble(&real);
  set_role(held_out_, real && share >= 0 && share <= 50 ? "" : "error");
  set_role(name_, name_->text().isEmpty() || is_good_name(name_->text()) ? "" : "error");
  setObstacle(obstacle());
}

QString DatasetDrawer::obstacle() const {
  if (sources_->checked().isEmpty()) return tr("Choose the text to read.");
  if (!weights_->isValid())
    return tr("Times an epoch takes a number from %1 to %2.").arg(smallest_weight).arg(largest_weight);
  if (tokenizer_->currentText().isEmpty()) return tr("A dataset needs a tokenizer; make one first.");
  if (held_out_->property("role").toString() == QLatin1String("error"))
    return tr("Held out takes a number from 0 to 50.");
  if (name_->text().isEmpty()) return tr("Give it a name.");
  if (!is_good_name(name_->text())) return tr("A name takes letters, digits, '-', '_' and '.'.");
  return {};
}

DatasetRequest DatasetDrawer::request() const {
  DatasetRequest request;
  request.name = name_->text().toStdString();
  request.tokenizer = tokenizer_->currentText().toStdString();
  for (const QString& path : sources_->checked()) request.settings.corpus.emplace_back(path.toStdString());
  request.settings.weights = weights_->weights();
  request.settings.format = format_->format();
  request.settings.held_out_share = held_out_->text().trimmed().toDouble() / 100;
  return request;
}

void DatasetDrawer::showJobError(const Error& error) {
  const QString message = QString::fromStdString(error.message).toLower();
  showForm();
  if (error.code == ErrorCode::cancelled) return;
  if (message.contains(QLatin1String("tokenizer")))
    tokenizer_error_->tell(error);
  else if (error.code == ErrorCode::not_found || error.code == ErrorCode::bad_input)
    source_error_->tell(error);
  else
    showError(error);
}

void DatasetDrawer::done(const DatasetInfo& info) {
  name_typed_ = false;
  made_ = QString::fromStdString(info.name);
  showResult(tr("The dataset '%1' is ready").arg(made_), fact_list_of(info), tr("Configure a run with it"));
}

}  // namespace cloze::ui
