// SPDX-License-Identifier: GPL-3.0-or-later
// The column of pages at the left: an icon and a word each, one chosen; settings at the foot. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/widgets/icons.h"

class QAbstractButton;
class QVBoxLayout;

namespace cloze::ui {

class Rail : public QWidget {
  Q_OBJECT
 public:
  explicit Rail(QWidget* parent = nullptr);
  /// Returns the index of the entry; the shortcut is named in its tool tip.
  int addEntry(Icon icon, const QString& text, const QString& shortcut);
  QAbstractButton* settingsButton() const { return settings_; }
  void setCurrent(int index);
  int current() const;
  /// A dot beside an entry: something goes on there.
  void setActive(int index, bool active);

 Q_SIGNALS:
  void chosen(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QVBoxLayout* entries_;
  std::vector<QAbstractButton*> buttons_;
  QAbstractButton* settings_;
};

}  // namespace cloze::ui
