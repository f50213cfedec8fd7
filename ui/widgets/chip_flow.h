// SPDX-License-Identifier: GPL-3.0-or-later
// A MaskedLine as chips in lines: a click, or Space on the chip in focus, hides a piece behind a mask and
// brings it back. Arrow keys walk. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "core/history/history.h"  // not_a_number
#include "ui/models/masked_line.h"

namespace cloze::ui {

class ChipFlow : public QWidget {
  Q_OBJECT
 public:
  explicit ChipFlow(QWidget* parent = nullptr);

  void setLine(const MaskedLine& line);
  const MaskedLine& line() const { return line_; }
  /// How surprising each chip is, and what is said of it; in the order of the chips, or empty for none. A
  /// change of the line takes it away.
  struct Heat {
    double surprisal = not_a_number;  ///< Nats; NaN: not known.
    QString note;
  };
  void setHeat(std::vector<Heat> heat);
  const std::vector<Heat>& heat() const { return heat_; }
  void setCentered(bool centered);
  /// Chip under a point, or -1.
  int chipAt(const QPoint& point) const;
  QRect chipRect(int chip) const;

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  /// A piece of the line was masked or brought back; line() has changed already.
  void changed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int layOut(int width, std::vector<QRect>& chips) const;
  void toggle(int chip);
  MaskedLine line_;
  std::vector<QRect> chips_;
  std::vector<Heat> heat_;
  bool centered_ = false;
  int hovered_ = -1, current_ = -1;
};

}  // namespace cloze::ui
