// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stat_tile.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {

StatTile::StatTile(const QString& name, QWidget* parent)
    : QWidget(parent),
      name_(new QLabel(name)),
      value_(new QLabel(QStringLiteral("\u2013"))),
      detail_(new QLabel) {
  set_role(name_, "muted");
  set_role(detail_, "muted");
  name_->setFont(ui::font(TextSize::small));
  detail_->setFont(tabular_font(TextSize::small));
  value_->setFont(tabular_font(TextSize::title));
  auto* row = new QHBoxLayout;
  row->setSpacing(6);
  row->addWidget(value_, 0, Qt::AlignBaseline);
  row->addWidget(detail_, 0, Qt::AlignBaseline);
  row->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(0);
  layout->addWidget(name_);
  layout->addLayout(row);
}

void StatTile::setName(const QString& name) {
  if (name_->text() != name) name_->setText(name);
}

void StatTile::setValue(const QString& value) {
  if (value_->text() == value) return;
  value_->setText(value);
  setAccessibleName(name_->text() + ": " + value);
}

void StatTile::setDetail(const QString& detail) {
  if (detail_->text() != detail) detail_->setText(detail);
}

void StatTile::setAlarming(bool on) {
  set_role(value_, on ? "error" : "");
}

QString StatTile::value() const {
  return value_->text();
}

}  // namespace cloze::ui
