// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window knows of a page: a widget with a title that is told when it is shown. Pages do not
// know each other; what one wants from another it says with a signal that main_window connects.
#pragma once

#include <QString>
#include <QWidget>

namespace cloze::ui {

class Page : public QWidget {
  Q_OBJECT
 public:
  using QWidget::QWidget;
  virtual QString title() const = 0;
  /// Called whenever the page becomes the visible one.
  virtual void activated() {}

 Q_SIGNALS:
  /// Ask the window for another page, by name: "data", "configure", "run", "compare", "probe".
  void pageWanted(const QString& name);
};

}  // namespace cloze::ui
