// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fold_section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {

FoldSection::FoldSection(const QString& title, QWidget* parent) : QWidget(parent) {
  header_ = new QToolButton;
  header_->setText(title);
  header_->setFont(ui::font(TextSize::body, true));
  header_->setAutoRaise(true);
  header_->setArrowType(Qt::DownArrow);
  header_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  header_->setAccessibleName(tr("%1 settings").arg(title));
  header_->setToolTip(tr("Fold or unfold"));
  note_ = new QLabel;
  note_->setFont(ui::font(TextSize::small));
  set_role(note_, "muted");
  auto* top = new QHBoxLayout;
  top->setSpacing(grid::small);
  top->addWidget(header_);
  top->addWidget(note_);
  top->addStretch();

  content_ = new QWidget;
  body_ = new QVBoxLayout(content_);
  body_->setContentsMargins(0, 0, 0, grid::small);
  body_->setSpacing(0);

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(grid::unit);
  all->addLayout(top);
  all->addWidget(content_);
  connect(header_, &QToolButton::clicked, this, [this] { setOpen(!open_); });
  setOpen(true);
}

void FoldSection::setOpen(bool open) {
  open_ = open;
  header_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  header_->setAccessibleDescription(open ? tr("unfolded") : tr("folded"));
  content_->setVisible(open);
}

void FoldSection::setNote(const QString& note, bool bad) {
  note_->setText(note);
  set_role(note_, bad ? "error" : "muted");
}

}  // namespace cloze::ui
