// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/compare_board.h"

#include <QHBoxLayout>
#include <QSettings>
#include <QStackedWidget>
#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/compare_charts.h"
#include "ui/widgets/run_relations.h"
#include "ui/widgets/segmented.h"

namespace cloze::ui {
namespace {

constexpr char settings_key[] = "compare/view";

}  // namespace

CompareBoard::CompareBoard(RunSource source, QWidget* parent)
    : QWidget(parent),
      choice_(new Segmented({tr("Curves"), tr("Scatter"), tr("Parallel")})),
      tools_(new QStackedWidget),
      views_(new QStackedWidget),
      charts_(new CompareCharts(std::move(source))),
      relations_(new RunRelations) {
  choice_->setTip(0, tr("The chosen runs' metrics over each other"));
  choice_->setTip(1, tr("All runs of the table as points over two columns"));
  choice_->setTip(2, tr("All runs of the table as lines over several columns"));
  auto* head = new QHBoxLayout;
  head->setContentsMargins({});
  head->setSpacing(grid::large);
  head->addWidget(choice_);
  head->addWidget(tools_, 1);
  tools_->addWidget(charts_->tools());
  tools_->addWidget(relations_->tools());
  views_->addWidget(charts_);
  views_->addWidget(relations_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(grid::small);
  layout->addLayout(head);
  layout->addWidget(views_, 1);
  connect(choice_, &Segmented::chosen, this, [this](int view) {
    QSettings().setValue(settings_key, view);
    setView(View(view));
  });
  setView(View(std::clamp(QSettings().value(settings_key, 0).toInt(), 0, 2)));
}

void CompareBoard::setView(View view) {
  view_ = view;
  choice_->setCurrent(int(view));
  const int place = view == View::curves ? 0 : 1;
  tools_->setCurrentIndex(place);
  views_->setCurrentIndex(place);
  if (view != View::curves)
    relations_->setKind(view == View::scatter ? RunRelations::Kind::scatter : RunRelations::Kind::parallel);
  Q_EMIT viewChosen();
}

}  // namespace cloze::ui
