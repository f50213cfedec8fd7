// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

class Picture : public QWidget {
 public:
  explicit Picture(Icon icon) : icon_(icon) { setFixedSize(72, 72); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = tokens().accent;
    ground.setAlphaF(0.12f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawEllipse(rect());
    paint_icon(painter, icon_, QRectF(18, 18, 36, 36), tokens().accent);
  }

 private:
  Icon icon_;
};

}  // namespace

EmptyState::EmptyState(Icon icon, const QString& headline, const QString& text, QWidget* parent)
    : QWidget(parent), buttons_(new QHBoxLayout) {
  auto* layout = new QVBoxLayout(this);
  auto* title = new QLabel(headline);
  set_role(title, "title");
  title->setAlignment(Qt::AlignCenter);
  auto* body = new QLabel(text);
  set_role(body, "muted");
  body->setAlignment(Qt::AlignCenter);
  body->setWordWrap(true);
  body->setFixedWidth(420);
  buttons_->setSpacing(grid::small);
  layout->addStretch(2);
  layout->addWidget(new Picture(icon), 0, Qt::AlignHCenter);
  layout->addSpacing(grid::medium);
  layout->addWidget(title);
  layout->addSpacing(grid::unit);
  // A layout of its own asks the wrapped text for its height; an alignment would not.
  auto* middle = new QHBoxLayout;
  middle->addStretch();
  middle->addWidget(body);
  middle->addStretch();
  layout->addLayout(middle);
  layout->addSpacing(grid::large);
  auto* row = new QHBoxLayout;
  row->addStretch();
  row->addLayout(buttons_);
  row->addStretch();
  layout->addLayout(row);
  layout->addStretch(3);
}

QPushButton* EmptyState::addButton(const QString& text) {
  auto* button = new QPushButton(text);
  if (buttons_->isEmpty()) set_role(button, "primary");
  buttons_->addWidget(button);
  return button;
}

}  // namespace cloze::ui
