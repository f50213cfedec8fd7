// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/differences_model.h"

#include <QSet>
#include <algorithm>
#include <set>
#include <variant>

#include "core/config/recipe_fields.h"
#include "ui/models/core_text.h"
#include "ui/models/run_colors.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int most_in_legend = 3;

QString shown(const FieldValue& value) {
  if (const auto* real = std::get_if<double>(&value)) return short_number(*real);
  return QString::fromStdString(to_string(value));
}

}  // namespace

void DifferencesModel::setRuns(const std::vector<RunsModel::Row>& runs, const std::vector<QColor>& colors) {
  beginResetModel();
  names_.clear();
  differences_.clear();
  colors_ = colors;
  std::set<std::string> paths;
  const RunsModel::Row* first = nullptr;
  Difference dataset{tr("Dataset"), tr("dataset"), tr("The text and tokenizer the run was trained with"), {}};
  for (const RunsModel::Row& run : runs) {
    names_ << QString::fromStdString(run.record->name);
    dataset.values << QString::fromStdString(run.record->dataset_name);
    if (!run.recipe) continue;
    if (!first) first = &run;
    for (std::string& path : differing_fields(*first->recipe, *run.recipe)) paths.insert(std::move(path));
  }
  for (const Field& field : recipe_fields()) {  // In the form's order.
    if (!paths.contains(std::string(field.path))) continue;
    const QString label = core_text(field.label);
    Difference difference{label, label.toLower(), core_text(field.help), {}};
    for (const RunsModel::Row& run : runs) {
      difference.values << (run.recipe ? shown(field.get(*run.recipe)) : QStringLiteral("?"));
    }
    differences_.push_back(std::move(difference));
  }
  if (QSet<QString>(dataset.values.begin(), dataset.values.end()).size() > 1) differences_.push_back(dataset);
  makeLegend();
  endResetModel();
}

void DifferencesModel::makeLegend() {
  legend_names_.clear();
  const bool names_differ = QSet<QString>(names_.begin(), names_.end()).size() > 1;
  for (qsizetype run = 0; run < names_.size(); ++run) {
    QStringList parts;
    if (names_differ || differences_.empty()) parts << names_[run];
    for (const Difference& difference : differences_) {
      if (parts.size() >= most_in_legend) break;
      parts << difference.short_label + " " + difference.values[run];
    }
    legend_names_ << parts.join(QStringLiteral(" \u00b7 "));
  }
  // Runs of one recipe and one name are told apart by their order.
  for (qsizetype run = 0; run < legend_names_.size(); ++run) {
    if (legend_names_.count(legend_names_[run]) < 2) continue;
    const QString name = legend_names_[run];
    int number = 1;
    for (QString& other : legend_names_) {
      if (other == name) other += QStringLiteral(" #%1").arg(number++);
    }
  }
}

QString DifferencesModel::asText() const {
  QString result = tr("Setting") + "\t" + names_.join('\t') + "\n";
  for (const Difference& difference : differences_) {
    result += difference.label + "\t" + difference.values.join('\t') + "\n";
  }
  return result;
}

int DifferencesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(differences_.size());
}

int DifferencesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 1 + int(names_.size());
}

QVariant DifferencesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Difference& difference = differences_[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == 0 ? difference.label : difference.values[index.column() - 1];
    case Qt::ToolTipRole:
      return difference.help;
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ForegroundRole:
      return index.column() == 0 ? QVariant(tokens().muted) : QVariant();
    default:
      return {};
  }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) return section == 0 ? tr("Setting") : names_.value(section - 1);
  if (role == Qt::ToolTipRole && section > 0) return names_.value(section - 1);
  if (role == Qt::DecorationRole && section > 0 && section <= int(colors_.size())) {
    return color_icon(colors_[std::size_t(section) - 1]);
  }
  if (role == Qt::TextAlignmentRole) {
    return int(Qt::AlignVCenter | Qt::AlignLeft);  // Of a name that is cut off, its beginning is seen.
  }
  return {};
}

}  // namespace cloze::ui
