// SPDX-License-Identifier: GPL-3.0-or-later
// How often a training is drawn. Its threads use every core: what the UI thread takes of one, the steps wait
// for. So the next update comes when the last one, with all the drawing that followed it, has become a small
// share of the time that passed. UI thread only.
#pragma once

#include <QElapsedTimer>

namespace cloze::ui {

class UpdatePace {
 public:
  /// An update is handed on now.
  void begin();
  /// Milliseconds until the next one; 0 when it may come.
  int wait() const;

  /// The interval that an update of this cost asks for, both in milliseconds.
  static double interval(double cost_ms);
  /// What the calling thread has computed so far.
  static double thread_ms();

 private:
  QElapsedTimer since_;
  double begun_at_ms_ = 0;
};

}  // namespace cloze::ui
