// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns a table of runs shows: a menu of all of them, settings by their group, and metrics at a step
// that is chosen there too. The choice is remembered from start to start. UI thread only.
#pragma once

#include <QHash>
#include <QMenu>

class QTableView;

namespace cloze::ui {

class RunColumnsMenu : public QMenu {
  Q_OBJECT
 public:
  /// The table's model is a RunsModel already. The menu opens on its header as well.
  explicit RunColumnsMenu(QTableView* table, QWidget* parent = nullptr);

  int step() const { return step_; }
  void setStep(int step);  ///< From 1.
  /// Whether the table shows a column at a step.
  bool showsStep() const;

 Q_SIGNALS:
  /// Other columns, or another step.
  void changed();

 private:
  QMenu* makeStepMenu();
  void askForStep();
  void add(QMenu* menu, int column);
  void show(int column, bool shown);
  void showUsual();
  void restore();
  void remember();

  QTableView* table_;
  QAction* step_action_ = nullptr;
  int step_ = 1;
  QHash<int, QAction*> actions_;
};

}  // namespace cloze::ui
