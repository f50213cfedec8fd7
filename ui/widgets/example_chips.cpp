// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/example_chips.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/probe_log.h"
#include "ui/theme.h"
#include "ui/widgets/flow_layout.h"

namespace cloze::ui {

ExampleChips::ExampleChips(QWidget* parent) : QWidget(parent) {
  auto* label = new QLabel(tr("Try"));
  label->setFont(ui::font(TextSize::small));
  set_role(label, "muted");
  held_out_ = new QPushButton(tr("A sentence it has never seen"));
  held_out_->setToolTip(tr("Takes one from the held-out documents and hides a word"));
  set_role(held_out_, "chip");
  chips_ = new QWidget;
  auto* flow = new FlowLayout(grid::small, chips_);
  flow->addWidget(held_out_);
  chips_->setMinimumHeight(1);
  QSizePolicy flow_policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  flow_policy.setHeightForWidth(true);
  chips_->setSizePolicy(flow_policy);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(grid::medium);
  column->addWidget(label);
  column->addWidget(chips_);
  connect(held_out_, &QPushButton::clicked, this, &ExampleChips::heldOutWanted);
}

void ExampleChips::setExamples(const QStringList& questions) {
  for (QPushButton* old : chips_->findChildren<QPushButton*>())
    if (old != held_out_) delete old;
  for (const QString& question : questions) {
    auto* chip = new QPushButton(with_gaps(question));
    set_role(chip, "chip");
    connect(chip, &QPushButton::clicked, this, [this, question] { Q_EMIT chosen(question); });
    chips_->layout()->addWidget(chip);
  }
}

void ExampleChips::setHeldOutAvailable(bool available) {
  held_out_->setVisible(available);
}

}  // namespace cloze::ui
