// SPDX-License-Identifier: GPL-3.0-or-later
// A job under way: what is being done, how far it is, time left, and a button that cancels it. UI thread
// only.
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/base/progress_estimate.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace cloze::ui {

class JobProgressBar : public QWidget {
  Q_OBJECT
 public:
  explicit JobProgressBar(QWidget* parent = nullptr);
  /// Before the first report.
  void begin(const QString& what);
  void report(const QString& what, quint64 done, quint64 total);
  QPushButton* cancelButton() const { return cancel_; }

 Q_SIGNALS:
  void cancelled();

 private:
  void showTime();
  QLabel *what_, *left_;
  QProgressBar* bar_;
  QPushButton* cancel_;
  QTimer clock_;
  ProgressEstimate estimate_;
};

}  // namespace cloze::ui
