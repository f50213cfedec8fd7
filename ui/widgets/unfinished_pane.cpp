// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/unfinished_pane.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/session/workspace.h"
#include "ui/models/data_entries.h"
#include "ui/theme.h"
#include "ui/widgets/fact_list.h"

namespace cloze::ui {

UnfinishedPane::UnfinishedPane(QWidget* parent) : QWidget(parent) {
  name_ = new QLabel;
  set_role(name_, "title");
  about_ = new QLabel;
  about_->setWordWrap(true);
  set_role(about_, "muted");
  discard_ = new QPushButton;
  discard_->setToolTip(tr("Delete what is stored of it and free the disk"));
  resume_ = new QPushButton(tr("Go on"));
  resume_->setToolTip(tr("Build the rest; the result is the same as without the stop"));
  set_role(resume_, "primary");
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addWidget(name_, 1);
  top->addWidget(discard_);
  top->addWidget(resume_);
  auto* card = new QFrame;
  set_role(card, "card");
  card->setMaximumWidth(560);
  facts_ = new FactList;
  auto* inside = new QVBoxLayout(card);
  inside->setContentsMargins(grid::large, grid::large, grid::large, grid::large);
  inside->addWidget(facts_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::large);
  column->addLayout(top);
  column->addWidget(about_);
  column->addWidget(card);
  column->addStretch();
  connect(resume_, &QPushButton::clicked, this, [this] { Q_EMIT resumeWanted(hash_); });
  connect(discard_, &QPushButton::clicked, this, [this] {
    if (armed_) Q_EMIT discardWanted(hash_);
    arm(!armed_);
  });
  arm(false);
}

void UnfinishedPane::arm(bool armed) {
  armed_ = armed;
  discard_->setText(armed ? tr("Remove for good?") : tr("Remove"));
  set_role(discard_, armed ? "danger" : "");
}

void UnfinishedPane::setBuild(const UnfinishedBuild& build) {
  if (hash_ != QString::fromStdString(build.info.hash)) arm(false);
  hash_ = QString::fromStdString(build.info.hash);
  name_->setText(QString::fromStdString(build.info.name));
  about_->setText(
      build.running
          ? tr("This dataset is being built.")
          : tr("The build of this dataset stopped on the way. What is stored is whole; the rest can "
               "be built now."));
  facts_->setFacts(facts_of(build));
  resume_->setEnabled(!build.running);
  discard_->setEnabled(!build.running);
}

}  // namespace cloze::ui
