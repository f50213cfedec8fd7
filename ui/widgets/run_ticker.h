// SPDX-License-Identifier: GPL-3.0-or-later
// The run in training, in sight on every page: name, loss, progress, time left, pause and stop. Hidden
// without a run.
#pragma once

#include <QWidget>

#include "ui/models/run_progress.h"

class QLabel;
class QToolButton;

namespace cloze::ui {

class ColorDot;
class ProgressRing;

class RunTicker : public QWidget {
  Q_OBJECT
 public:
  explicit RunTicker(QWidget* parent = nullptr);
  const RunProgress& run() const { return run_; }

 public Q_SLOTS:
  void runStarted(const cloze::RunStarted& started);
  void stepsDone(const QString& run_id, const std::vector<cloze::StepDone>& steps);
  void runStateChanged(const cloze::RunStateChanged& changed);
  void runEnded(const cloze::RunEnded& ended);

 Q_SIGNALS:
  void pauseWanted();
  void resumeWanted();
  void stopWanted();
  /// The name was clicked.
  void runWanted();

 protected:
  void mousePressEvent(QMouseEvent* event) override;

 private:
  void refresh();

  RunProgress run_;
  ColorDot* dot_;
  QLabel *name_, *loss_, *left_;
  ProgressRing* ring_;
  QToolButton *pause_, *stop_;
};

}  // namespace cloze::ui
