// SPDX-License-Identifier: GPL-3.0-or-later
// The batch behind a point of a run's curves: its rows, those of the highest loss first, and what a model
// lost on each token it had to predict. It asks with a signal and takes the answer as a value. UI thread
// only.
#pragma once

#include <QFrame>

#include "core/base/result.h"
#include "core/session/step_losses_result.h"

class QLabel;
class QToolButton;

namespace cloze::ui {

class ErrorNote;
class RowFlow;

class BatchPane : public QFrame {
  Q_OBJECT
 public:
  explicit BatchPane(QWidget* parent = nullptr);

  /// Asks for a step's batch; what is shown stays until the answer comes.
  void open(qint64 step);
  /// The answer to the last batchWanted().
  void setAnswer(const Result<StepLosses>& answer);
  /// Of the run; the buttons go from step to step up to here.
  void setLastStep(qint64 last);
  /// 0: none.
  qint64 step() const { return step_; }

  RowFlow* flow() const { return flow_; }
  ErrorNote* error() const { return error_; }
  QLabel* heading() const { return heading_; }
  QLabel* facts() const { return facts_; }
  QToolButton* backButton() const { return back_; }
  QToolButton* forwardButton() const { return forward_; }
  QToolButton* closeButton() const { return close_; }

 Q_SIGNALS:
  void batchWanted(qint64 step);
  void closed();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void enableSteps();
  QLabel *heading_, *facts_, *legend_;
  QToolButton *back_, *forward_, *close_;
  ErrorNote* error_;
  RowFlow* flow_;
  qint64 step_ = 0, last_step_ = 0;
};

}  // namespace cloze::ui
