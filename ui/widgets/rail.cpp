// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rail.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int rail_width = 76;

class RailButton : public QAbstractButton {
 public:
  RailButton(Icon icon, const QString& text, bool page) : icon_(icon) {
    setText(text);
    setCheckable(page);
    setAutoExclusive(page);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedSize(rail_width - 12, 58);
  }
  bool active = false;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = tokens();
    if (isChecked() || underMouse() || isDown()) {
      QColor ground = isChecked() ? t.accent : t.muted;
      ground.setAlphaF(isChecked() ? 0.14f : 0.10f);
      painter.setPen(Qt::NoPen);
      painter.setBrush(ground);
      painter.drawRoundedRect(rect(), 8, 8);
    }
    if (hasFocus()) {
      painter.setPen(t.accent);
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }
    const QColor color = isChecked() ? t.accent : underMouse() ? t.text : t.muted;
    const QRectF square(width() / 2.0 - 12, 8, 24, 24);
    paint_icon(painter, icon_, square, color);
    if (active) {
      painter.setPen(QPen(t.surface, 2));
      painter.setBrush(t.good);
      painter.drawEllipse(QPointF(square.right() + 1, square.top() + 1), 4.5, 4.5);
    }
    painter.setPen(color);
    painter.setFont(ui::font(TextSize::small, isChecked()));
    painter.drawText(QRect(0, 34, width(), 20), Qt::AlignCenter, text());
  }

 private:
  Icon icon_;
};

}  // namespace

Rail::Rail(QWidget* parent) : QWidget(parent) {
  setFixedWidth(rail_width);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, grid::medium, 6, grid::medium);
  layout->setSpacing(grid::unit);
  entries_ = new QVBoxLayout;
  entries_->setSpacing(grid::unit);
  layout->addLayout(entries_);
  layout->addStretch();
  settings_ = new RailButton(Icon::settings, tr("Settings"), false);
  settings_->setToolTip(tr("Theme, language and how to train"));
  layout->addWidget(settings_);
}

int Rail::addEntry(Icon icon, const QString& text, const QString& shortcut) {
  const int index = int(buttons_.size());
  auto* button = new RailButton(icon, text, true);
  button->setToolTip(QStringLiteral("%1  (%2)").arg(text, shortcut));
  connect(button, &QAbstractButton::clicked, this, [this, index] { Q_EMIT chosen(index); });
  entries_->addWidget(button);
  if (!buttons_.empty()) setTabOrder(buttons_.back(), button);
  setTabOrder(button, settings_);
  buttons_.push_back(button);
  return index;
}

void Rail::setCurrent(int index) {
  buttons_[std::size_t(index)]->setChecked(true);
}

int Rail::current() const {
  for (std::size_t i = 0; i < buttons_.size(); ++i) {
    if (buttons_[i]->isChecked()) return int(i);
  }
  return -1;
}

void Rail::setActive(int index, bool active) {
  auto* button = static_cast<RailButton*>(buttons_[std::size_t(index)]);
  button->active = active;
  button->update();
}

void Rail::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), tokens().surface);
  painter.fillRect(QRect(width() - 1, 0, 1, height()), tokens().line);
}

}  // namespace cloze::ui
