// SPDX-License-Identifier: GPL-3.0-or-later
// Running text drawn token by token on alternating tints, painted only where it is seen. Hover or click a
// token for its id and piece; arrow keys walk from token to token. UI thread only.
#pragma once

#include <QAbstractScrollArea>
#include <QString>
#include <vector>

#include "ui/models/flow_token.h"

namespace cloze::ui {

class TokenFlow : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit TokenFlow(QWidget* parent = nullptr);

  void setTokens(std::vector<FlowToken> tokens);
  const std::vector<FlowToken>& flowTokens() const { return tokens_; }
  /// One line high or more, without scroll bars: for short texts. 0 fills the room there is.
  void setCompact(int lines);
  /// Token under a point of the viewport, or -1.
  int tokenAt(const QPoint& point) const;
  /// Where a token is drawn in the viewport; empty for one that is not there.
  QRect tokenRect(int token) const;
  int current() const { return current_; }
  void setCurrent(int token);
  /// "id 1234 · ▁freedom · begins a word"
  static QString describe(const FlowToken& token);
  /// Shown while there are no tokens.
  void setPlaceholder(const QString& text);

 Q_SIGNALS:
  /// -1 when none is.
  void currentChanged(int token);
  void hovered(int token);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  std::vector<FlowToken> tokens_;
  struct Place {
    float left = 0, width = 0;
    int line = 0;
  };
  std::vector<Place> places_;
  std::vector<int> line_starts_;  ///< First token of each line.
  int line_height_ = 0, compact_ = 0;
  int hovered_ = -1, current_ = -1;
  QString placeholder_;
};

}  // namespace cloze::ui
