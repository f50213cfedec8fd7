// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal command to copy. UI thread only.
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace cloze::ui {

class CommandLine : public QWidget {
  Q_OBJECT
 public:
  explicit CommandLine(QWidget* parent = nullptr);
  void setCommand(const QString& command);
  QString command() const;

 private:
  QLineEdit* text_;
  QPushButton* copy_;
};

}  // namespace cloze::ui
