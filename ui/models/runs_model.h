// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a workspace as a table: all columns of core/history/run_columns.h, in the order and behind the
// filter that a person chose. It sorts and filters itself, because a proxy model would tell its view of every
// gap between accepted rows one by one. UI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QSet>
#include <memory>
#include <string_view>
#include <vector>

#include "core/config/recipe.h"
#include "core/history/history.h"
#include "core/history/run_filter.h"
#include "ui/bridge/run_history.h"
#include "ui/models/run_steps.h"

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
    std::shared_ptr<const KnownSteps> steps;  ///< Empty when nothing has been read.

    /// As far as recipe and step have been read. step: for columns at one.
    RunValue value(const RunColumn& column, std::int64_t step) const;
  };
  explicit RunsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  /// The same runs in the same order are brought up to date in place, so that selection and scroll position
  /// stay. Reads the recipes that new ones carry for a few milliseconds; unknownRecipes() are the others.
  void setRuns(std::vector<RunRecord> runs);
  /// Ids of the runs whose recipe has not been read, for read_recipes().
  std::vector<std::string> unknownRecipes() const;
  /// Sorts and filters again where the answer may change by that.
  void setRecipes(const RecipesOfRuns& recipes);

  /// The step of all columns at a step. They are read only while shown, here or beside the table.
  void setStep(std::int64_t step);
  void setStepShown(bool shown);
  std::int64_t step() const { return step_; }
  /// What shown columns and the filter ask for and nobody has read, for read_steps().
  std::vector<StepReading> unknownSteps() const;
  /// Sorts and filters again where the answer may change by that.
  void setSteps(const std::vector<StepRead>& read);

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
  bool accepts(const Row& row) const;
  bool sortedBy(bool (*is)(const RunColumn&)) const;
  /// The table's step is another, or its values are.
  void stepsChanged();
  /// Those that columns and filter ask for.
  std::vector<std::int64_t> wantedSteps() const;

  std::vector<Row> rows_;
  std::vector<int> by_id_;  ///< All of rows_, in the order of their ids.
  std::vector<int> shown_;  ///< Which of rows_, in the table's order.
  RunFilter filter_;
  QSet<QString> hidden_;
  std::int64_t step_ = 1000;
  bool step_shown_ = false;
  bool archived_shown_ = false;
  int sort_column_ = -1;
  Qt::SortOrder sort_order_ = Qt::AscendingOrder;
  QHash<QString, QColor> drawn_colors_;
};

/// Reads the recipes of these runs. Any thread.
Result<RecipesOfRuns> read_recipes(const RunSource& source, const std::vector<std::string>& run_ids);

/// What a column is called; step: of a column at one.
QString run_column_title(const RunColumn& column, std::int64_t step);

/// A value as the table shows it.
QString run_value_text(const RunColumn& column, const RunValue& value);

}  // namespace cloze::ui
