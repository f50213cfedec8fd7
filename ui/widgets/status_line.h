// SPDX-License-Identifier: GPL-3.0-or-later
// The line at the foot: device, speed, what happened last, and the problems, which open with their details to
// copy.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QLabel;
class QToolButton;

namespace cloze::ui {

class StatusLine : public QWidget {
  Q_OBJECT
 public:
  explicit StatusLine(QWidget* parent = nullptr);
  struct Problem {
    QString time, message, details;
  };
  const std::vector<Problem>& problems() const { return problems_; }

 public Q_SLOTS:
  void setDevice(const QString& device);
  /// NaN hides it.
  void setSpeed(double tokens_per_second);
  void say(const QString& message);
  void addProblem(const QString& message, const QString& details);
  void showProblems();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elide();

  std::vector<Problem> problems_;
  QString message_;
  QLabel *device_, *speed_, *last_;
  QToolButton* button_;
};

}  // namespace cloze::ui
