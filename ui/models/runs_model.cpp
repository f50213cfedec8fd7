// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "core/config/recipe_json.h"
#include "ui/models/core_text.h"
#include "ui/models/natural_order.h"
#include "ui/models/run_colors.h"
#include "ui/models/run_progress.h"
#include "ui/qt_text.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// How long setRuns() reads recipes before it leaves the rest to others.
constexpr qint64 reading_limit_ms = 8;

std::shared_ptr<const Recipe> read_recipe(const std::string& json, const std::string& run_id) {
  auto read = recipe_from_json(json, "run " + run_id);
  return read ? std::make_shared<const Recipe>(std::move(*read)) : nullptr;
}

bool is_numeric(const RunColumn& column) {
  return column.kind != RunColumnKind::text && column.kind != RunColumnKind::time;
}

/// The place of each run among its column's values, ascending; a run without one stands behind all.
class SortKeys {
 public:
  static constexpr double none = std::numeric_limits<double>::infinity();

  /// Values of the given runs, in their order.
  explicit SortKeys(const RunColumn& column, const std::vector<RunValue>& values)
      : keys_(values.size(), none) {
    if (column.kind == RunColumnKind::text)
      rank_texts(values);
    else
      for (std::size_t i = 0; i < values.size(); ++i)
        if (const double* number = std::get_if<double>(&values[i])) keys_[i] = key_of(*number);
  }
  double operator[](std::size_t index) const { return keys_[index]; }

 private:
  /// NaN stands with what is not there; infinity in front of that.
  static double key_of(double value) {
    if (std::isnan(value)) return none;
    return std::clamp(value, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max());
  }

  void rank_texts(const std::vector<RunValue>& values) {
    std::vector<std::string_view> texts(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (const auto* text = std::get_if<std::string>(&values[i])) texts[i] = *text;
    const std::vector<int> ranks = natural_ranks(texts);
    for (std::size_t i = 0; i < ranks.size(); ++i)
      if (ranks[i] >= 0) keys_[i] = ranks[i];
  }

  std::vector<double> keys_;
};

QString number_text(const RunColumn& column, double value) {
  switch (column.kind) {
    case RunColumnKind::count:
      return std::isfinite(value) ? step_text(std::int64_t(value)) : short_number(value);
    case RunColumnKind::loss:
      return loss_text(value);
    case RunColumnKind::share:
      return percent_text(value);
    case RunColumnKind::time:
      return QLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(value * 1000)),
                                QStringLiteral("yyyy-MM-dd HH:mm"));
    case RunColumnKind::span:
      return std::isfinite(value) ? duration(value) : short_number(value);
    default:
      return short_number(value);
  }
}

}  // namespace

QString run_value_text(const RunColumn& column, const RunValue& value) {
  static const QString none = QStringLiteral("\u2013");
  if (const double* number = std::get_if<double>(&value)) return number_text(column, *number);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return none;
  if (column.name == "note") return text_of(*text).section('\n', 0, 0);  // A table's line.
  return column.name == "size" ? text_of(*text).replace('x', QStringLiteral(" \u00d7 ")) : text_of(*text);
}

QString run_column_title(const RunColumn& column, std::int64_t step) {
  const QString label = core_text(column.label);
  return column.at_step == nullptr ? label : RunsModel::tr("%1 at step %2").arg(label, step_text(step));
}

RunValue RunsModel::Row::value(const RunColumn& column, std::int64_t step) const {
  return column.value(*record, recipe.get(),
                      column.at_step != nullptr && steps != nullptr ? steps->at(step) : nullptr);
}

Result<RecipesOfRuns> read_recipes(const RunSource& source, const std::vector<std::string>& run_ids) {
  CLOZE_TRY(const std::vector<std::string> texts, source.recipes(run_ids));
  RecipesOfRuns recipes;
  recipes.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    recipes.emplace_back(run_ids[i], read_recipe(texts[i], run_ids[i]));
  return recipes;
}

void RunsModel::setRuns(std::vector<RunRecord> runs) {
  const bool same =
      std::ranges::equal(runs, rows_, {}, &RunRecord::id, [](const Row& row) { return row.record->id; });
  // One piece of memory that all rows share: to move each of tens of thousands into its own takes longer.
  const auto records = std::make_shared<const std::vector<RunRecord>>(std::move(runs));
  std::vector<Row> rows;
  rows.reserve(records->size());
  QElapsedTimer reading;
  reading.start();
  for (const RunRecord& record : *records) {
    Row row;
    row.record = std::shared_ptr<const RunRecord>(records, &record);
    if (const int old = placeOf(record.id); old >= 0) {  // A run keeps the recipe it was added with.
      row.recipe = rows_[std::size_t(old)].recipe;
      row.recipe_known = rows_[std::size_t(old)].recipe_known;
      row.steps = rows_[std::size_t(old)].steps;
    }
    if (!row.recipe_known && !reading.hasExpired(reading_limit_ms)) recipe(row);
    rows.push_back(std::move(row));
  }
  if (same) {
    rows_ = std::move(rows);
    show(wanted());
    if (!shown_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  rows_ = std::move(rows);
  // Ids grow with time and the newest run comes first, so this is their order already, nearly always.
  by_id_.resize(rows_.size());
  std::iota(by_id_.rbegin(), by_id_.rend(), 0);
  const auto id_of = [&](int row) -> std::string_view { return rows_[std::size_t(row)].record->id; };
  if (!std::ranges::is_sorted(by_id_, {}, id_of)) std::ranges::sort(by_id_, {}, id_of);
  shown_ = wanted();
  endResetModel();
}

std::vector<std::string> RunsModel::unknownRecipes() const {
  std::vector<std::string> unknown;
  for (const Row& row : rows_)
    if (!row.recipe_known) unknown.push_back(row.record->id);
  return unknown;
}

void RunsModel::setRecipes(const RecipesOfRuns& recipes) {
  for (const auto& [id, recipe] : recipes) {
    const int place = placeOf(id);
    if (place < 0) continue;
    Row& row = rows_[std::size_t(place)];
    row.recipe = recipe;
    row.recipe_known = true;
  }
  if (filter_.needs_recipe() || sortedBy([](const RunColumn& column) { return column.needs_recipe; }))
    show(wanted());
}

bool RunsModel::sortedBy(bool (*is)(const RunColumn&)) const {
  return sort_column_ >= 0 && is(run_columns()[std::size_t(sort_column_)]);
}

void RunsModel::setStep(std::int64_t step) {
  if (step == step_) return;
  step_ = step;
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
  stepsChanged();
}

void RunsModel::setStepShown(bool shown) {
  step_shown_ = shown;
}

std::vector<std::int64_t> RunsModel::wantedSteps() const {
  std::vector<std::int64_t> steps = filter_.steps();
  if (step_shown_ && std::ranges::find(steps, step_) == steps.end()) steps.push_back(step_);
  return steps;
}

std::vector<StepReading> RunsModel::unknownSteps() const {
  static const KnownSteps nothing;
  std::vector<StepReading> unknown;
  for (const std::int64_t step : wantedSteps()) {
    StepReading reading{.step = step};
    for (const Row& row : rows_)
      if ((row.steps ? *row.steps : nothing).outdated(*row.record, step)) reading.add(*row.record);
    if (!reading.runs.empty()) unknown.push_back(std::move(reading));
  }
  return unknown;
}

void RunsModel::setSteps(const std::vector<StepRead>& read) {
  const std::vector<std::int64_t> wanted_steps = wantedSteps();
  for (const StepRead& one : read) {
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      const int place = placeOf(one.wanted.runs[i]);
      if (place < 0) continue;
      Row& row = rows_[std::size_t(place)];
      auto steps = row.steps ? std::make_shared<KnownSteps>(*row.steps) : std::make_shared<KnownSteps>();
      steps->put(one.values[i], one.wanted.run_steps[i], one.wanted.evaluated_steps[i]);
      steps->keepOnly(wanted_steps);
      row.steps = std::move(steps);
    }
  }
  stepsChanged();
}

void RunsModel::stepsChanged() {
  if (!filter_.steps().empty() || sortedBy([](const RunColumn& column) { return column.at_step != nullptr; }))
    show(wanted());
  if (step_shown_ && !shown_.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::DisplayRole});
}

void RunsModel::setFilter(const RunFilter& filter) {
  filter_ = filter;
  show(wanted());
}

void RunsModel::setHidden(const QSet<QString>& run_ids) {
  hidden_ = run_ids;
  show(wanted());
}

void RunsModel::setArchivedShown(bool shown) {
  archived_shown_ = shown;
  show(wanted());
}

void RunsModel::sort(int column, Qt::SortOrder order) {
  sort_column_ = column;
  sort_order_ = order;
  show(wanted());
}

bool RunsModel::accepts(const Row& row) const {
  return filter_.accepts(*row.record, row.recipe.get(),
                         row.steps ? row.steps->all() : std::span<const RunAtStep>());
}

std::vector<int> RunsModel::wanted() const {
  std::vector<int> accepted;
  accepted.reserve(rows_.size());
  const bool archived_too = archived_shown_ || filter_.asks_for("archived");
  const auto is_hidden = [&](const Row& row) {
    if (row.record->archived && !archived_too) return true;
    return !hidden_.empty() && hidden_.contains(QString::fromStdString(row.record->id));
  };
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (accepts(rows_[i]) && !is_hidden(rows_[i])) accepted.push_back(int(i));
  if (sort_column_ < 0 || sort_column_ >= columnCount()) return accepted;
  const RunColumn& column = run_columns()[std::size_t(sort_column_)];
  std::vector<RunValue> values;
  values.reserve(accepted.size());
  for (const int row : accepted) {
    values.push_back(rows_[std::size_t(row)].value(column, step_));
  }
  const SortKeys keys(column, values);
  // With its place, so that equal ones stay as they are.
  std::vector<std::pair<double, int>> order(accepted.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool reverse = sort_order_ == Qt::DescendingOrder && keys[i] != SortKeys::none;
    order[i] = {reverse ? -keys[i] : keys[i], accepted[i]};
  }
  std::ranges::sort(order);
  std::ranges::transform(order, accepted.begin(), [](const auto& one) { return one.second; });
  return accepted;
}

void RunsModel::show(std::vector<int> rows) {
  if (rows == shown_) return;
  std::vector<int> place(rows_.size(), -1);
  for (std::size_t i = 0; i < rows.size(); ++i) place[std::size_t(rows[i])] = int(i);
  const bool same_runs = rows.size() == shown_.size() &&
                         std::ranges::all_of(shown_, [&](int row) { return place[std::size_t(row)] >= 0; });
  if (!same_runs) {
    beginResetModel();
    shown_ = std::move(rows);
    endResetModel();
    return;
  }
  Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
  const QModelIndexList from = persistentIndexList();
  QModelIndexList to;
  to.reserve(from.size());
  for (const QModelIndex& old : from)
    to << index(place[std::size_t(shown_[std::size_t(old.row())])], old.column());
  shown_ = std::move(rows);
  changePersistentIndexList(from, to);
  Q_EMIT layoutChanged({}, VerticalSortHint);
}

void RunsModel::setDrawnColors(const QHash<QString, QColor>& colors) {
  if (colors == drawn_colors_) return;
  drawn_colors_ = colors;
  if (!shown_.empty()) {
    const int name = column("name");
    Q_EMIT dataChanged(index(0, name), index(rowCount() - 1, name), {Qt::DecorationRole});
  }
}

int RunsModel::placeOf(std::string_view run_id) const {
  const auto id_of = [&](int row) -> std::string_view { return rows_[std::size_t(row)].record->id; };
  const auto found = std::ranges::lower_bound(by_id_, run_id, {}, id_of);
  return found == by_id_.end() || id_of(*found) != run_id ? -1 : *found;
}

const RunsModel::Row* RunsModel::find(const QString& run_id) const {
  const int place = placeOf(run_id.toStdString());
  if (place < 0) return nullptr;
  const Row& row = rows_[std::size_t(place)];
  recipe(row);
  return &row;
}

std::vector<RunsModel::Row> RunsModel::shownRows() const {
  std::vector<Row> rows;
  rows.reserve(shown_.size());
  for (const int row : shown_) rows.push_back(rows_[std::size_t(row)]);
  return rows;
}

QStringList RunsModel::allTags() const {
  std::set<std::string> tags;
  for (const Row& row : rows_) tags.insert(row.record->tags.begin(), row.record->tags.end());
  QStringList all;
  for (const std::string& tag : tags) all << text_of(tag);
  return all;
}

int RunsModel::rowOf(const QString& run_id) const {
  const int place = placeOf(run_id.toStdString());
  if (place < 0) return -1;
  const auto shown = std::ranges::find(shown_, place);
  return shown == shown_.end() ? -1 : int(shown - shown_.begin());
}

int RunsModel::column(std::string_view name) {
  const auto columns = run_columns();
  return int(std::ranges::find(columns, name, &RunColumn::name) - columns.begin());
}

int RunsModel::runCount() const {
  const auto hidden =
      std::ranges::count_if(hidden_, [&](const QString& id) { return placeOf(id.toStdString()) >= 0; });
  return int(rows_.size()) - int(hidden);
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(shown_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(run_columns().size());
}

const Recipe* RunsModel::recipe(const Row& row) {
  if (!row.recipe_known && !row.record->recipe_json.empty()) {
    row.recipe = read_recipe(row.record->recipe_json, row.record->id);
    row.recipe_known = true;
  }
  return row.recipe.get();
}

QColor RunsModel::color(const Row& row) const {
  const QString id = QString::fromStdString(row.record->id);
  return drawn_colors_.value(id, series_color(id));
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Row& row = rows_[std::size_t(shown_[std::size_t(index.row())])];
  const RunRecord& record = *row.record;
  const RunColumn& column = run_columns()[std::size_t(index.column())];
  switch (role) {
    case Qt::DisplayRole: {
      if (column.name == "status") return status_text(record.status);
      if (column.needs_recipe) recipe(row);
      const RunValue value = row.value(column, step_);
      if (column.name == "model.family" && std::holds_alternative<std::string>(value))
        return core_text(std::get<std::string>(value));
      return run_value_text(column, value);
    }
    case id_role:
      return QString::fromStdString(record.id);
    case Qt::DecorationRole:
      return column.name == "name" ? QVariant(color_icon(color(row))) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (is_numeric(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
      if (record.archived) return tokens().muted;
      if (column.name != "status") return {};
      switch (record.status) {
        case RunStatus::running:
          return tokens().good;
        case RunStatus::failed:
        case RunStatus::interrupted:
          return tokens().bad;
        case RunStatus::paused:
          return tokens().warn;
        default:
          return tokens().muted;
      }
    case Qt::ToolTipRole:
      if (column.name == "status" && !record.failure.empty()) return QString::fromStdString(record.failure);
      if (!record.note.empty() && (column.name == "name" || column.name == "note"))
        return text_of(record.note);
      return QStringLiteral("%1 (%2)").arg(QString::fromStdString(record.name),
                                           QString::fromStdString(record.id));
    default:
      return {};
  }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
  const RunColumn& column = run_columns()[std::size_t(section)];
  switch (role) {
    case Qt::DisplayRole:
      return run_column_title(column, step_);
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (is_numeric(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole: {
      // The name is what a filter calls the column.
      const QString name =
          column.at_step == nullptr
              ? text_of(column.name)
              : text_of(column.name.substr(0, column.name.find('@') + 1)) + QString::number(step_);
      return column.help.empty() ? name : QStringLiteral("%1\n%2").arg(core_text(column.help), name);
    }
    default:
      return {};
  }
}

}  // namespace cloze::ui
