// SPDX-License-Identifier: GPL-3.0-or-later
// One line of text that ends in an ellipsis where room ends; the whole text is its tool tip. UI thread only.
#pragma once

#include <QLabel>

namespace cloze::ui {

class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
  void setElideMode(Qt::TextElideMode mode);
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  Qt::TextElideMode mode_ = Qt::ElideRight;
};

}  // namespace cloze::ui
