// SPDX-License-Identifier: GPL-3.0-or-later
// The head of the Probe page: the model that is asked, one beside it, where the last answer came from, and
// how much is asked for. UI thread only.
#pragma once

#include <QWidget>

#include "ui/widgets/model_picker.h"

class QCheckBox;
class QComboBox;
class QLabel;

namespace cloze::ui {

class ProbeHead : public QWidget {
  Q_OBJECT
 public:
  explicit ProbeHead(QWidget* parent = nullptr);

  void setRuns(const std::vector<ProbeRun>& runs);
  void setCheckpoints(const QString& run, const std::vector<RunCheckpoint>& checkpoints);
  /// False when it is chosen already or not there.
  bool select(const QString& run);
  /// Of the first or the second model: its run, and its step where it is an older one.
  static QString nameOf(const ModelPicker& picker);
  bool isLive() const;
  /// Asked again while it trains; not of an old checkpoint, which does not change.
  bool follows() const;
  /// Words per gap.
  int top() const;
  void showStatus(std::int64_t step, bool live, qint64 milliseconds);
  void clearStatus();

  ModelPicker* picker() const { return picker_; }
  ModelPicker* beside() const { return beside_; }
  QLabel* status() const { return status_; }

 Q_SIGNALS:
  void topChosen();

 private:
  ModelPicker *picker_, *beside_;
  QLabel* status_;
  QCheckBox* follow_;
  QComboBox* top_;
};

}  // namespace cloze::ui
