// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a workspace as a table: all columns of core/history/run_columns.h, in the order and behind the
// filter that a person chose. It sorts and filters itself, because a proxy model would tell its view of every
// gap between accepted rows one by one. UI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QIcon>
#include <QSet>
#include <memory>
#include <string_view>
#include <vector>

#include "core/config/recipe.h"
#include "core/history/history.h"
#include "core/history/run_filter.h"
#include "ui/bridge/run_history.h"

namespace cloze::ui {

/// Recipes of runs by id; nullptr for one that this version cannot read.
using RecipesOfRuns = std::vector<std::pair<std::string, std::shared_ptr<const Recipe>>>;

class RunsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Role { id_role = Qt::UserRole };
  struct Row {
    std::shared_ptr<const RunRecord> record;
    /// Empty when this version cannot read what was recorded, and until it has been read.
    mutable std::shared_ptr<const Recipe> recipe;
    mutable bool recipe_known = false;
  };
  explicit RunsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  /// The same runs in the same order are brought up to date in place, so that selection and scroll position
  /// stay. Reads the recipes that new ones carry for a few milliseconds; unknownRecipes() are the others.
  void setRuns(std::vector<RunRecord> runs);
  /// Ids of the runs whose recipe has not been read, for read_recipes().
  std::vector<std::string> unknownRecipes() const;
  /// Sorts and filters again where the answer may change by that.
  void setRecipes(const RecipesOfRuns& recipes);

  /// Resets the model when other runs are accepted.
  void setFilter(const RunFilter& filter);
  /// Runs that are neither shown nor counted.
  void setHidden(const QSet<QString>& run_ids);
  /// Archived runs are left out until this, or a filter that asks for them.
  void setArchivedShown(bool shown);
  /// Equal ones keep the order of setRuns(); a run without the value stands last in both directions.
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  /// Colours of the runs that are drawn, where they differ from series_color.
  void setDrawnColors(const QHash<QString, QColor>& colors);

  int runCount() const;  ///< Before the filter.
  /// Of any run, shown or not, with its recipe read where the record carries it.
  const Row* find(const QString& run_id) const;
  /// Those in the table, in its order; recipes as far as they are known.
  std::vector<Row> shownRows() const;
  /// Of all runs, ascending.
  QStringList allTags() const;
  /// Where the run stands in the table; -1 when it is not shown.
  int rowOf(const QString& run_id) const;
  /// Of a name in run_columns().
  static int column(std::string_view name);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  /// Reads it if nobody has and the record carries it.
  static const Recipe* recipe(const Row& row);
  QColor color(const Row& row) const;
  /// Which of rows_ has this id; -1 for none.
  int placeOf(std::string_view run_id) const;
  std::vector<int> wanted() const;
  void show(std::vector<int> rows);

  std::vector<Row> rows_;
  std::vector<int> by_id_;  ///< All of rows_, in the order of their ids.
  std::vector<int> shown_;  ///< Which of rows_, in the table's order.
  RunFilter filter_;
  QSet<QString> hidden_;
  bool archived_shown_ = false;
  int sort_column_ = -1;
  Qt::SortOrder sort_order_ = Qt::AscendingOrder;
  QHash<QString, QColor> drawn_colors_;
};

/// Reads the recipes of these runs. Any thread.
Result<RecipesOfRuns> read_recipes(const RunSource& source, const std::vector<std::string>& run_ids);

/// A value as the table shows it.
QString run_value_text(const RunColumn& column, const RunValue& value);

/// A round mark of this colour for tables, also on a chosen row.
QIcon color_icon(const QColor& color);

/// A colour for each run, none twice: its own while that is free, else a free one, beyond six runs a darker
/// shade.
std::vector<QColor> distinct_colors(const std::vector<QString>& run_ids);

}  // namespace cloze::ui
