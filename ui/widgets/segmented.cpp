// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

#include "ui/theme.h"

namespace cloze::ui {

Segmented::Segmented(const QStringList& choices, QWidget* parent) : QWidget(parent) {
  group_ = new QButtonGroup(this);
  group_->setExclusive(true);
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(grid::unit);
  for (int i = 0; i < choices.size(); ++i) {
    auto* button = new QPushButton(choices[i]);
    button->setCheckable(true);
    button->setFont(ui::font(TextSize::small));
    set_role(button, "chip");
    group_->addButton(button, i);
    line->addWidget(button);
  }
  line->addStretch();
  setCurrent(0);
  connect(group_, &QButtonGroup::idClicked, this, &Segmented::chosen);
}

int Segmented::current() const {
  return group_->checkedId();
}

void Segmented::setCurrent(int choice) {
  if (QAbstractButton* button = group_->button(choice)) button->setChecked(true);
}

void Segmented::setText(int choice, const QString& text) {
  group_->button(choice)->setText(text);
}
void Segmented::setTip(int choice, const QString& tip) {
  group_->button(choice)->setToolTip(tip);
}

}  // namespace cloze::ui
