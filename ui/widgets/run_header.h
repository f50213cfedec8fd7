// SPDX-License-Identifier: GPL-3.0-or-later
// Head of the Run page: what the run is called and how far it is, its numbers, and what can be done with it
// now.
#pragma once

#include <QFrame>

#include "ui/models/run_progress.h"

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace cloze::ui {

class ColorDot;
class StatTile;

class RunHeader : public QFrame {
  Q_OBJECT
 public:
  explicit RunHeader(QWidget* parent = nullptr);
  void setRun(const RunProgress& run);

 Q_SIGNALS:
  void pauseWanted();
  void resumeWanted();
  void stopWanted();
  void changeWanted();
  void checkpointWanted();
  /// Go on with a run that has ended early.
  void continueWanted();
  void probeWanted();

 private:
  QHBoxLayout* makeTitleRow();
  QHBoxLayout* makeTiles();

  RunProgress run_;
  ColorDot* dot_;
  QLabel* name_;
  QLabel* status_;
  QLabel* detail_;
  QPushButton* pause_;
  QPushButton* change_;
  QPushButton* checkpoint_;
  QPushButton* stop_;
  QPushButton* continue_;
  QPushButton* probe_;
  StatTile *step_tile_, *loss_tile_, *held_out_tile_, *accuracy_tile_, *speed_tile_, *time_tile_;
  QProgressBar* bar_;
};

}  // namespace cloze::ui
