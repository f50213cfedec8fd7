// SPDX-License-Identifier: GPL-3.0-or-later
// Two or three choices side by side, one of them chosen. Arrow keys move. UI thread only.
#pragma once

#include <QString>
#include <QWidget>

class QButtonGroup;

namespace cloze::ui {

class Segmented : public QWidget {
  Q_OBJECT
 public:
  explicit Segmented(const QStringList& choices, QWidget* parent = nullptr);
  int current() const;
  /// Without a signal.
  void setCurrent(int choice);
  void setText(int choice, const QString& text);
  void setTip(int choice, const QString& tip);

 Q_SIGNALS:
  void chosen(int choice);

 private:
  QButtonGroup* group_;
};

}  // namespace cloze::ui
