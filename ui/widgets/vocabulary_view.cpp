// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/vocabulary_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/vocabulary_model.h"
#include "ui/theme.h"
#include "ui/widgets/table_tools.h"

namespace cloze::ui {

VocabularyView::VocabularyView(QWidget* parent) : QWidget(parent) {
  auto* title = new QLabel(tr("Vocabulary"));
  title->setFont(ui::font(TextSize::small, true));
  line_ = new QLineEdit;
  line_->setPlaceholderText(tr("Find a piece"));
  line_->setAccessibleName(tr("Find a piece"));
  line_->setToolTip(tr("Pieces that hold this text; a blank stands for ▁, which begins a word"));
  line_->setClearButtonEnabled(true);
  line_->setMaximumWidth(220);
  count_ = new QLabel;
  count_->setFont(tabular_font(TextSize::small));
  set_role(count_, "muted");
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::medium);
  top->addWidget(title);
  top->addWidget(count_, 1);
  top->addWidget(line_);
  model_ = new VocabularyModel(this);
  table_ = new QTableView;
  table_->setModel(model_);
  prepare_table(table_);
  table_->setAccessibleName(tr("Pieces of the vocabulary"));
  table_->setSortingEnabled(true);
  table_->horizontalHeader()->setSortIndicator(VocabularyModel::IdColumn, Qt::AscendingOrder);
  table_->horizontalHeader()->setStretchLastSection(false);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::small);
  all->addLayout(top);
  all->addWidget(table_, 1);
  connect(line_, &QLineEdit::textChanged, this, [this](const QString& text) {
    model_->setFilter(text);
    tellCount();
  });
}

void VocabularyView::setVocabulary(std::vector<QString> pieces, std::vector<std::uint64_t> counts) {
  const bool counted = !counts.empty();
  model_->setVocabulary(std::move(pieces), std::move(counts));
  table_->horizontalHeader()->setSectionResizeMode(VocabularyModel::PieceColumn, QHeaderView::Stretch);
  // The most frequent ones tell more than the first ones.
  table_->sortByColumn(counted ? VocabularyModel::CountColumn : VocabularyModel::IdColumn,
                       counted ? Qt::DescendingOrder : Qt::AscendingOrder);
  tellCount();
}

void VocabularyView::tellCount() {
  const QLocale locale;
  QString text = line_->text().isEmpty() ? tr("%1 pieces").arg(locale.toString(qulonglong(model_->size())))
                                         : tr("%1 of %2 pieces")
                                               .arg(locale.toString(model_->rowCount()),
                                                    locale.toString(qulonglong(model_->size())));
  if (model_->unused() > 0)
    text += QStringLiteral("  ·  ") + tr("%1 never occur").arg(locale.toString(qulonglong(model_->unused())));
  count_->setText(text);
}

}  // namespace cloze::ui
