// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns a table of runs shows: a menu of all of them, settings by their group. The choice is
// remembered from start to start. UI thread only.
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

 private:
  void add(QMenu* menu, int column);
  void show(int column, bool shown);
  void showUsual();
  void restore();
  void remember() const;

  QTableView* table_;
  QHash<int, QAction*> actions_;
};

}  // namespace cloze::ui
