// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a workspace as a table; sort it through a QSortFilterProxyModel with sort_role. UI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QIcon>
#include <optional>
#include <vector>

#include "core/config/recipe.h"
#include "core/history/history.h"

namespace cloze::ui {

class RunsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    name_column,
    status_column,
    started_column,
    steps_column,
    loss_column,
    held_out_column,
    accuracy_column,
    speed_column,
    family_column,
    size_column,
    rate_column,
    dataset_column,
    column_count
  };
  enum Role { sort_role = Qt::UserRole, id_role };
  struct Row {
    RunRecord record;
    std::optional<Recipe> recipe;  ///< Empty when this version cannot read what was recorded.
  };
  using QAbstractTableModel::QAbstractTableModel;

  /// The same runs in the same order are brought up to date in place, so that selection and scroll position
  /// stay.
  void setRuns(std::vector<RunRecord> runs);
  /// Colours of the runs that are drawn, where they differ from series_color.
  void setDrawnColors(const QHash<QString, QColor>& colors);
  const std::vector<Row>& rows() const { return rows_; }
  const Row* find(const QString& run_id) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const Row& row, int column) const;
  QVariant sortValue(const Row& row, int column) const;
  QColor color(const Row& row) const;

  std::vector<Row> rows_;
  QHash<QString, QColor> drawn_colors_;
};

/// A round mark of this colour for tables, also on a chosen row.
QIcon color_icon(const QColor& color);

/// A colour for each run, none twice: its own while that is free, else a free one, beyond six runs a darker
/// shade.
std::vector<QColor> distinct_colors(const std::vector<QString>& run_ids);

}  // namespace cloze::ui
