// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_tools.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QHeaderView>
#include <QTableView>
#include <algorithm>

#include "ui/theme.h"

namespace cloze::ui {

void prepare_table(QTableView* table) {
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setFont(tabular_font(TextSize::body));
  table->setTabKeyNavigation(false);
  table->setIconSize({10, 10});
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(28);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setMinimumSectionSize(48);
  auto* copy = new QAction(QCoreApplication::translate("Table", "Copy"), table);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetShortcut);
  QObject::connect(copy, &QAction::triggered, table, [table] { copy_rows(table); });
  table->addAction(copy);
  table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void copy_rows(QTableView* table) {
  const QAbstractItemModel* model = table->model();
  std::vector<int> rows;
  for (const QModelIndex& index : table->selectionModel()->selectedRows()) rows.push_back(index.row());
  std::ranges::sort(rows);
  if (rows.empty()) {
    for (int row = 0; row < model->rowCount(); ++row) rows.push_back(row);
  }
  QStringList lines, cells;
  for (int column = 0; column < model->columnCount(); ++column) {
    cells << model->headerData(column, Qt::Horizontal).toString();
  }
  lines << cells.join('\t');
  for (const int row : rows) {
    cells.clear();
    for (int column = 0; column < model->columnCount(); ++column)
      cells << model->index(row, column).data().toString();
    lines << cells.join('\t');
  }
  QApplication::clipboard()->setText(lines.join('\n'));
}

}  // namespace cloze::ui
