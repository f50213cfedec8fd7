// SPDX-License-Identifier: GPL-3.0-or-later
// Short card at the end of a run: what came out, and what to do next.
#pragma once

#include <QFrame>

#include "ui/models/run_progress.h"

class QLabel;
class QPushButton;

namespace cloze::ui {

class EndCard : public QFrame {
  Q_OBJECT
 public:
  explicit EndCard(QWidget* parent = nullptr);
  void setRun(const RunProgress& run);

 Q_SIGNALS:
  void probeWanted();
  void compareWanted();
  void configureWanted();

 private:
  QLabel* headline_;
  QLabel* text_;
  QPushButton* probe_;
};

}  // namespace cloze::ui
