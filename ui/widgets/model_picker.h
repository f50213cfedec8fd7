// SPDX-License-Identifier: GPL-3.0-or-later
// Which model is asked: a run, and which of its checkpoints, on a slider from the first to the newest, or, of
// a run in training, to the present. UI thread only.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

#include "core/session/run_checkpoints.h"

class QComboBox;
class QLabel;
class QSlider;

namespace cloze::ui {

/// A run that can be asked.
struct ProbeRun {
  QString id, name, dataset, detail;
  bool live = false;
  bool operator==(const ProbeRun&) const = default;
};

class ModelPicker : public QWidget {
  Q_OBJECT
 public:
  /// none: what stands on top of the list for no run at all; empty: a run must be chosen.
  explicit ModelPicker(const QString& name, const QString& none, QWidget* parent = nullptr);

  /// In the order given; keeps the chosen one, and without one takes the first.
  void setRuns(const std::vector<ProbeRun>& runs);
  /// Of this run, ascending; of another than the chosen one they are left alone. The chosen step stays.
  void setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints);
  /// Without a signal. False when it is not there or chosen already.
  bool select(const QString& run);

  const ProbeRun* current() const;
  QString run() const;
  /// Of the chosen checkpoint; 0: the run as it is now, or its newest checkpoint.
  qint64 step() const;

  QComboBox* box() const { return box_; }
  QSlider* slider() const { return slider_; }

 Q_SIGNALS:
  /// By the person. The checkpoints of another run are not known yet.
  void runChosen();
  void stepChosen();

 private:
  void arrangeSlider(qint64 step);
  void showStep();

  const QString none_;
  std::vector<ProbeRun> runs_;
  std::vector<RunCheckpoint> checkpoints_;
  QComboBox* box_;
  QSlider* slider_;
  QLabel* step_;
};

}  // namespace cloze::ui
