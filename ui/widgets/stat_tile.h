// SPDX-License-Identifier: GPL-3.0-or-later
// A number under its name, in digits of equal width: it changes without moving. UI thread only.
#pragma once

#include <QWidget>

class QLabel;

namespace cloze::ui {

class StatTile : public QWidget {
  Q_OBJECT
 public:
  explicit StatTile(const QString& name, QWidget* parent = nullptr);
  void setName(const QString& name);
  void setValue(const QString& value);
  /// Small text behind the value: a unit, or of how many.
  void setDetail(const QString& detail);
  /// Draws the value as a bad one.
  void setAlarming(bool on);
  QString value() const;

 private:
  QLabel* name_;
  QLabel* value_;
  QLabel* detail_;
};

}  // namespace cloze::ui
