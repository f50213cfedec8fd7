// SPDX-License-Identifier: GPL-3.0-or-later
// What a page shows while it has nothing to show: a picture, what it will be good for, and what to do next.
#pragma once

#include <QWidget>

#include "ui/widgets/icons.h"

class QHBoxLayout;
class QPushButton;

namespace cloze::ui {

class EmptyState : public QWidget {
  Q_OBJECT
 public:
  EmptyState(Icon icon, const QString& headline, const QString& text, QWidget* parent = nullptr);
  /// The first button is the one recommended.
  QPushButton* addButton(const QString& text);

 private:
  QHBoxLayout* buttons_;
};

}  // namespace cloze::ui
