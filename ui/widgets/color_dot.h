// SPDX-License-Identifier: GPL-3.0-or-later
// The colour of a run as a small round mark.
#pragma once

#include <QPainter>
#include <QWidget>

namespace cloze::ui {

class ColorDot : public QWidget {
 public:
  explicit ColorDot(QWidget* parent = nullptr) : QWidget(parent) { setFixedSize(12, 12); }
  void setColor(const QColor& color) {
    color_ = color;
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color_);
    painter.drawEllipse(rect());
  }

 private:
  QColor color_;
};

}  // namespace cloze::ui
