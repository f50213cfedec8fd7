// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fact_list.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/theme.h"

namespace cloze::ui {

FactList::FactList(QWidget* parent) : QWidget(parent) {
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(grid::medium);
  grid_->setVerticalSpacing(2);
  grid_->setColumnStretch(1, 1);
}

void FactList::setFacts(const std::vector<Fact>& facts) {
  while (lines_.size() < facts.size()) {
    auto* name = new QLabel;
    name->setFont(ui::font(TextSize::small));
    set_role(name, "muted");
    auto* figure = new QLabel;
    figure->setFont(tabular_font(TextSize::small));
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    figure->setTextFormat(Qt::PlainText);
    figure->setWordWrap(true);
    figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int row = static_cast<int>(lines_.size());
    grid_->addWidget(name, row, 0, Qt::AlignTop);
    grid_->addWidget(figure, row, 1);
    lines_.emplace_back(name, figure);
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto [name, figure] = lines_[i];
    const bool used = i < facts.size();
    name->setVisible(used);
    figure->setVisible(used);
    if (!used) {
      name->clear();
      continue;
    }
    name->setText(facts[i].name);
    figure->setText(facts[i].figure);
    name->setToolTip(facts[i].tip);
    figure->setToolTip(facts[i].tip);
    set_role(figure, facts[i].bad ? "error" : "");
  }
}

QString FactList::figure(const QString& name) const {
  for (const auto& [label, figure] : lines_)
    if (label->text() == name) return figure->text();
  return {};
}

}  // namespace cloze::ui
