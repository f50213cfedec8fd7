// SPDX-License-Identifier: GPL-3.0-or-later
// How long a piece of work will still take, from how far it has come. Pure; the caller brings the time.
#pragma once

#include <QString>

namespace cloze::ui {

class ProgressEstimate {
 public:
  /// total 0: unknown. now in seconds of a steady clock. A new `what` begins a new estimate.
  void update(const QString& what, quint64 done, quint64 total, double now);
  const QString& what() const { return what_; }
  /// 0 to 1, or -1 when unknown.
  double share() const;
  /// NaN while too little is known: less than a second or two percent.
  double secondsLeft(double now) const;
  void clear() { *this = {}; }

 private:
  QString what_;
  quint64 first_ = 0, done_ = 0, total_ = 0;
  double began_ = 0, updated_ = 0;
  bool any_ = false;
};

}  // namespace cloze::ui
