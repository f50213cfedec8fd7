// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/corpus_format_edit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/core_text.h"
#include "ui/theme.h"

namespace cloze::ui {

CorpusFormatEdit::CorpusFormatEdit(QWidget* parent) : QWidget(parent) {
  boundary_ = new QComboBox;
  boundary_->addItem({}, int(DocumentBoundary::file));
  boundary_->addItem(tr("A blank line ends a document"), int(DocumentBoundary::blank_line));
  boundary_->setAccessibleName(tr("Documents"));
  field_ = new QLineEdit(QString::fromStdString(CorpusFormat().text_field));
  field_->setAccessibleName(tr("Text field"));
  field_->setToolTip(tr("The key or column that holds the text in JSON, CSV and TSV"));
  auto* label = new QLabel(tr("Text &field"));
  label->setBuddy(field_);
  field_line_ = new QWidget;
  auto* line = new QHBoxLayout(field_line_);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::small);
  line->addWidget(label);
  line->addWidget(field_, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::small);
  all->addWidget(boundary_);
  all->addWidget(field_line_);
  shown_steps_ = new QLabel;
  shown_steps_->setWordWrap(true);
  set_role(shown_steps_, "muted");
  choose_steps_ = new QPushButton(tr("Clean…"));
  choose_steps_->setToolTip(tr("Choose what is done with the documents, and see what it does"));
  auto* cleaning = new QHBoxLayout;
  cleaning->setSpacing(grid::small);
  cleaning->addWidget(shown_steps_, 1);
  cleaning->addWidget(choose_steps_, 0, Qt::AlignTop);
  all->addLayout(cleaning);
  connect(choose_steps_, &QPushButton::clicked, this, &CorpusFormatEdit::stepsWanted);
  setSteps({});
  connect(field_, &QLineEdit::textEdited, this, &CorpusFormatEdit::edited);
  connect(boundary_, &QComboBox::activated, this, &CorpusFormatEdit::edited);
  setRecords(false);
}

CorpusFormat CorpusFormatEdit::format() const {
  return {DocumentBoundary(boundary_->currentData().toInt()), field_->text().toStdString(), steps_};
}

void CorpusFormatEdit::setSteps(const CleaningSteps& steps) {
  steps_ = steps;
  QStringList titles;
  for (const CleaningStep& step : steps) {
    const std::string_view title = info_of(step.kind).title;
    titles += core_text(title);
  }
  shown_steps_->setText(titles.isEmpty() ? tr("Every document is taken as it is")
                                         : titles.join(QStringLiteral(", ")));
}

void CorpusFormatEdit::setRecords(bool records) {
  field_line_->setVisible(records);
  boundary_->setItemText(
      0, records ? tr("Each file, and each record, is a document") : tr("Each file is a document"));
}

}  // namespace cloze::ui
