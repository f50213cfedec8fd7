// SPDX-License-Identifier: GPL-3.0-or-later
// Attention weights as a square: a row for each token that looks, a column for each that is looked at. Any
// size up to the model's longest text is drawn as one image; tokens are named at the edges while there is
// room, and where the pointer or the cursor is. UI thread only.
#pragma once

#include <QImage>
#include <QWidget>

#include "core/session/events.h"

namespace cloze::ui {

/// Pieces as they are shown: without the mark of a word's beginning, those that go on with an ellipsis.
QStringList shown_pieces(const std::vector<std::string>& tokens);

class AttentionMatrix : public QWidget {
  Q_OBJECT
 public:
  explicit AttentionMatrix(QWidget* parent = nullptr);
  void setMap(const AttentionMap& map);

  /// Token that looks and token looked at, under a point; -1, -1 beside the square.
  QPoint cellAt(const QPoint& point) const;
  QRect square() const;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;

 Q_SIGNALS:
  /// Row and column, or -1, -1.
  void pointed(int looking, int looked_at);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Layout {
    int left = 0, top = 0;
    double cell = 0;
    bool named = false;
  };
  Layout layOut(int width) const;
  void makeImage();
  void point(const QPoint& cell);

  QStringList tokens_;
  std::vector<float> weights_;
  QImage image_;
  QPoint cell_{-1, -1};  ///< x: looked at, y: looking.
};

}  // namespace cloze::ui
