// SPDX-License-Identifier: GPL-3.0-or-later
// A line for one number as people write it: 3e-3, 0.003, 1e6. The wheel never changes it; Up and Down step
// it, Page Up and Page Down double and halve it. UI thread only.
#pragma once

#include <QLineEdit>

namespace cloze::ui {

class NumberEdit : public QLineEdit {
  Q_OBJECT
 public:
  /// whole: steps by one; otherwise through 1, 2, 5, 10, ...
  NumberEdit(bool whole, double minimum, double maximum, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The person changed the text, by typing or stepping.
  void edited(const QString& text);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void step(int direction, bool far);
  bool whole_;
  double minimum_, maximum_;
};

/// The next value of the series 1, 2, 5, 10, ... above (direction 1) or below (-1) a positive one.
double next_in_series(double value, int direction);

}  // namespace cloze::ui
