// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a run drawn token by token, as the model gets them: what it is to predict is marked and has beneath
// it what stood there. Painted only where it is seen. UI thread only.
#pragma once

#include <QAbstractScrollArea>
#include <vector>

#include "ui/models/shown_rows.h"

namespace cloze::ui {

class RowFlow : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit RowFlow(QWidget* parent = nullptr);

  /// Keeps the place it is scrolled to.
  void setRows(std::vector<ShownRow> rows);
  const std::vector<ShownRow>& rows() const { return rows_; }
  void scrollToTop();
  /// Where a token is drawn in the viewport, what stood there included; empty for one that is not there.
  QRect tokenRect(int row, int token) const;
  /// Token under a point of the viewport; null when none is.
  const ShownToken* tokenAt(const QPoint& point) const;
  /// The colour that marks what is predicted.
  static QColor mark_color(SeenKind kind);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Place {
    float left = 0, width = 0;
    int line = 0;
  };
  struct Line {
    int row = 0, first = 0;  ///< The first token; a row's title has -1.
    int top = 0, height = 0;
  };
  void layOut();
  int lineAt(int y) const;
  void paintTitle(class QPainter& painter, const Line& line, int top) const;
  void paintToken(class QPainter& painter, const ShownToken& token, const QRectF& area) const;

  std::vector<ShownRow> rows_;
  std::vector<std::vector<Place>> places_;  ///< By row.
  std::vector<Line> lines_;
  bool tells_losses_ = false;
  double text_height_ = 0, small_height_ = 0;
};

}  // namespace cloze::ui
