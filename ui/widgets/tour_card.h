// SPDX-License-Identifier: GPL-3.0-or-later
// A card in the lower right corner of a window that says a few words and has a button to go on. It covers
// nothing that is needed, takes no focus, and goes with Escape or its cross. UI thread only.
#pragma once

#include <QFrame>

#include "ui/models/tour.h"

class QLabel;
class QPushButton;

namespace cloze::ui {

class TourCard : public QFrame {
  Q_OBJECT
 public:
  /// Over this widget, which owns it.
  explicit TourCard(QWidget* over);
  void setWords(const Tour::Words& words, int place);
  QPushButton* nextButton() const { return next_; }
  QLabel* title() const { return title_; }

 Q_SIGNALS:
  void nextWanted();
  void closed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void place();
  QLabel *title_, *text_, *dots_;
  QPushButton* next_;
};

}  // namespace cloze::ui
