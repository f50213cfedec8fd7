// SPDX-License-Identifier: GPL-3.0-or-later
// Attention weights as lines between two columns of the same tokens: left those that look, right those looked
// at. The pointer, or the arrow keys, choose a token on the left, and only its lines are drawn then. UI
// thread only.
#pragma once

#include <QWidget>

#include "core/session/events.h"

namespace cloze::ui {

class AttentionLines : public QWidget {
  Q_OBJECT
 public:
  explicit AttentionLines(QWidget* parent = nullptr);
  void setMap(const AttentionMap& map);
  /// Token on the left at a height, or -1.
  int tokenAt(const QPoint& point) const;
  int chosen() const { return chosen_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {240, 60}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void choose(int token);
  int rowHeight() const;
  float weight(int looking, int looked_at) const;

  QStringList tokens_;
  std::vector<float> weights_;
  std::vector<float> heaviest_;  ///< By the token that looks.
  int chosen_ = -1;
};

}  // namespace cloze::ui
