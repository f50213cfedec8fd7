// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns a table of runs shows: a menu of all of them, settings by their group, and metrics at a step
// that is chosen there too. The choice is remembered from start to start. UI thread only.
#pragma once

#include <QHash>
#include <QMenu>
#include <cstdint>

class QSpinBox;
class QTableView;

namespace cloze::ui {

class RunColumnsMenu : public QMenu {
  Q_OBJECT
 public:
  /// The table's model is a RunsModel already. The menu opens on its header as well.
  explicit RunColumnsMenu(QTableView* table, QWidget* parent = nullptr);

  std::int64_t step() const;
  /// Whether the table shows a column at a step.
  bool showsStep() const;
  QSpinBox* stepBox() const { return step_; }

 Q_SIGNALS:
  /// Other columns, or another step.
  void changed();

 private:
  QMenu* makeStepMenu();
  void add(QMenu* menu, int column);
  void show(int column, bool shown);
  void showUsual();
  void restore();
  void remember();

  QTableView* table_;
  QSpinBox* step_;
  QHash<int, QAction*> actions_;
};

}  // namespace cloze::ui
