// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statistics_view.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/widgets/histogram_view.h"
#include "ui/widgets/vocabulary_view.h"

namespace cloze::ui {

StatisticsView::StatisticsView(QWidget* parent) : QWidget(parent) {
  wait_ = new QLabel(tr("Counting every token…"));
  wait_->setAlignment(Qt::AlignCenter);
  set_role(wait_, "muted");
  documents_ = new HistogramView(tr("Tokens per document"), tr("documents"));
  sentences_ = new HistogramView(tr("Tokens per sentence"), tr("sentences"));
  unknown_ =
      new HistogramView(tr("Unknown tokens of a document"), tr("documents"), QStringLiteral(" %"), 100);
  vocabulary_ = new VocabularyView;
  auto* row = new QHBoxLayout;
  row->setSpacing(grid::medium);
  for (HistogramView* view : {documents_, sentences_, unknown_}) {
    auto* card = new QFrame;
    set_role(card, "card");
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(grid::medium, grid::medium, grid::medium, grid::medium);
    column->addWidget(view);
    row->addWidget(card, 1);
  }
  content_ = new QWidget;
  auto* column = new QVBoxLayout(content_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::medium);
  column->addLayout(row);
  column->addWidget(vocabulary_, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(wait_, 1);
  all->addWidget(content_, 1);
  clear();
}

void StatisticsView::clear() {
  counted_ = false;
  wait_->show();
  content_->hide();
}

void StatisticsView::setStatistics(DatasetStatistics statistics, std::vector<QString> pieces) {
  counted_ = true;
  documents_->setHistogram(std::move(statistics.document_tokens));
  sentences_->setHistogram(std::move(statistics.sentence_tokens));
  unknown_->setHistogram(std::move(statistics.document_unknown));
  vocabulary_->setVocabulary(std::move(pieces), std::move(statistics.token_counts));
  wait_->hide();
  content_->show();
}

}  // namespace cloze::ui
