// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tour_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int card_width = 340, from_bottom = 48;  // Above the status line.

}  // namespace

TourCard::TourCard(QWidget* over) : QFrame(over) {
  set_role(this, "tour");
  setFixedWidth(card_width);
  title_ = new QLabel;
  title_->setFont(ui::font(TextSize::body, true));
  text_ = new QLabel;
  text_->setWordWrap(true);
  dots_ = new QLabel;
  dots_->setFont(ui::font(TextSize::small));
  set_role(dots_, "muted");
  next_ = new QPushButton;
  set_role(next_, "primary");
  auto* close = new QToolButton;
  close->setText(QStringLiteral("\u2715"));
  close->setAutoRaise(true);
  close->setToolTip(tr("End the tour; the settings show it again"));
  close->setAccessibleName(tr("End the tour"));
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(close);
  auto* foot = new QHBoxLayout;
  foot->addWidget(dots_, 1);
  foot->addWidget(next_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(grid::large, grid::medium, grid::medium, grid::large);
  column->setSpacing(grid::small);
  column->addLayout(head);
  column->addWidget(text_);
  column->addLayout(foot);
  connect(next_, &QPushButton::clicked, this, &TourCard::nextWanted);
  connect(close, &QToolButton::clicked, this, &TourCard::closed);
  over->installEventFilter(this);
}

void TourCard::setWords(const Tour::Words& words, int place) {
  title_->setText(words.title);
  text_->setText(words.text);
  next_->setText(words.next);
  next_->setVisible(!words.next.isEmpty());
  QString dots;
  for (int i = 1; i <= Tour::places; ++i)
    dots += i == place ? QStringLiteral("\u25CF ") : QStringLiteral("\u25CB ");
  dots_->setText(dots.trimmed());
  dots_->setAccessibleName(tr("Part %1 of %2").arg(place).arg(Tour::places));
  setAccessibleName(words.title);
  setAccessibleDescription(words.text);
  this->place();
}

void TourCard::place() {
  const QSize room = parentWidget()->size();
  layout()->activate();
  const int high = heightForWidth(card_width);  // The frame included.
  setFixedHeight(high);
  move(room.width() - card_width - grid::page, room.height() - high - from_bottom);
  raise();
}

bool TourCard::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == parentWidget()) place();
  return QFrame::eventFilter(watched, event);
}

void TourCard::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    Q_EMIT closed();
  else
    QFrame::keyPressEvent(event);
}

}  // namespace cloze::ui
