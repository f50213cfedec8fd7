// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include <QDateTime>
#include <QIcon>
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/config/recipe_json.h"
#include "ui/models/run_progress.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

const QString none = QStringLiteral("\u2013");

QString started(const RunRecord& record) {
  const QDateTime time = QDateTime::fromMSecsSinceEpoch(qint64(record.created * 1000));
  return QLocale().toString(time, QStringLiteral("yyyy-MM-dd HH:mm"));
}

QVariant number(double value) {
  return std::isnan(value) ? QVariant() : QVariant(value);
}

}  // namespace

void RunsModel::setRuns(std::vector<RunRecord> runs) {
  const bool same =
      std::ranges::equal(runs, rows_, {}, &RunRecord::id, [](const Row& row) { return row.record.id; });
  std::vector<Row> rows;
  rows.reserve(runs.size());
  for (RunRecord& record : runs) {
    const Row* old = find(QString::fromStdString(record.id));
    std::optional<Recipe> recipe;
    if (old && old->record.recipe_json == record.recipe_json) {
      recipe = old->recipe;
    } else if (auto read = recipe_from_json(record.recipe_json, "run " + record.id)) {
      recipe = std::move(*read);
    }
    rows.push_back({std::move(record), std::move(recipe)});
  }
  if (same) {
    rows_ = std::move(rows);
    if (!rows_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, column_count - 1));
    return;
  }
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

void RunsModel::setDrawnColors(const QHash<QString, QColor>& colors) {
  if (colors == drawn_colors_) return;
  drawn_colors_ = colors;
  if (!rows_.empty()) {
    Q_EMIT dataChanged(index(0, name_column), index(rowCount() - 1, name_column), {Qt::DecorationRole});
  }
}

const RunsModel::Row* RunsModel::find(const QString& run_id) const {
  const auto it =
      std::ranges::find(rows_, run_id.toStdString(), [](const Row& row) { return row.record.id; });
  return it == rows_.end() ? nullptr : &*it;
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(rows_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(column_count);
}

QColor RunsModel::color(const Row& row) const {
  const QString id = QString::fromStdString(row.record.id);
  return drawn_colors_.value(id, series_color(id));
}

QString RunsModel::text(const Row& row, int column) const {
  const RunRecord& record = row.record;
  switch (column) {
    case name_column:
      return QString::fromStdString(record.name);
    case status_column:
      return status_text(record.status);
    case started_column:
      return started(record);
    case steps_column:
      return step_text(record.step);
    case loss_column:
      return record.last ? loss_text(record.last->loss) : none;
    case held_out_column:
      return record.last_evaluation ? loss_text(record.last_evaluation->loss) : none;
    case accuracy_column:
      return record.last_evaluation ? percent_text(record.last_evaluation->accuracy) : none;
    case speed_column:
      return record.last && std::isfinite(record.last->tokens_per_second)
                 ? short_number(record.last->tokens_per_second)
                 : none;
    case family_column:
      if (!row.recipe) return none;
      return row.recipe->model.family == Family::classic ? tr("classic") : tr("modern");
    case size_column:
      return row.recipe
                 ? QStringLiteral("%1 \u00d7 %2").arg(row.recipe->model.layers).arg(row.recipe->model.hidden)
                 : none;
    case rate_column:
      return row.recipe ? short_number(row.recipe->optimizer.learning_rate) : none;
    case dataset_column:
      return QString::fromStdString(record.dataset_name);
    default:
      return {};
  }
}

QVariant RunsModel::sortValue(const Row& row, int column) const {
  const RunRecord& record = row.record;
  switch (column) {
    case started_column:
      return record.created;
    case steps_column:
      return qint64(record.step);
    case loss_column:
      return record.last ? number(record.last->loss) : QVariant();
    case held_out_column:
      return record.last_evaluation ? number(record.last_evaluation->loss) : QVariant();
    case accuracy_column:
      return record.last_evaluation ? number(record.last_evaluation->accuracy) : QVariant();
    case speed_column:
      return record.last ? number(record.last->tokens_per_second) : QVariant();
    case size_column:
      return row.recipe ? QVariant(double(row.recipe->model.layers) * double(row.recipe->model.hidden))
                        : QVariant();
    case rate_column:
      return row.recipe ? QVariant(row.recipe->optimizer.learning_rate) : QVariant();
    default:
      return text(row, column);
  }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Row& row = rows_[std::size_t(index.row())];
  const bool numeric = index.column() >= steps_column && index.column() <= speed_column;
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case sort_role:
      return sortValue(row, index.column());
    case id_role:
      return QString::fromStdString(row.record.id);
    case Qt::DecorationRole:
      return index.column() == name_column ? QVariant(color_icon(color(row))) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter |
                      (numeric || index.column() == rate_column ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
      if (index.column() != status_column) return {};
      switch (row.record.status) {
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
      if (index.column() == status_column && !row.record.failure.empty()) {
        return QString::fromStdString(row.record.failure);
      }
      return QStringLiteral("%1 (%2)").arg(QString::fromStdString(row.record.name),
                                           QString::fromStdString(row.record.id));
    default:
      return {};
  }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  const bool numeric = section >= steps_column && section <= speed_column;
  if (role == Qt::TextAlignmentRole) {
    return QVariant(Qt::AlignVCenter | (numeric || section == rate_column ? Qt::AlignRight : Qt::AlignLeft));
  }
  if (role == Qt::ToolTipRole && section == size_column) return tr("Layers \u00d7 hidden size");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case name_column:
      return tr("Run");
    case status_column:
      return tr("Status");
    case started_column:
      return tr("Started");
    case steps_column:
      return tr("Steps");
    case loss_column:
      return tr("Loss");
    case held_out_column:
      return tr("Held-out loss");
    case accuracy_column:
      return tr("Accuracy");
    case speed_column:
      return tr("Tokens/s");
    case family_column:
      return tr("Family");
    case size_column:
      return tr("Size");
    case rate_column:
      return tr("Learning rate");
    case dataset_column:
      return tr("Dataset");
    default:
      return {};
  }
}

QIcon color_icon(const QColor& color) {
  constexpr int size = 10, ratio = 2;
  QPixmap pixmap(size * ratio, size * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawEllipse(0, 0, size, size);
  painter.end();
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // Else a chosen row would tint it.
  return icon;
}

std::vector<QColor> distinct_colors(const std::vector<QString>& run_ids) {
  const std::span<const QColor> palette = series_palette();
  std::vector<QColor> result(run_ids.size());
  // Round by round through darker palettes: first everyone gets the own colour who can, then the free ones
  // are given.
  std::vector<std::size_t> without(run_ids.size());
  std::iota(without.begin(), without.end(), std::size_t{0});
  for (int shade = 100; !without.empty(); shade += 45) {
    std::vector<bool> taken(palette.size());
    const auto take = [&](std::size_t run, std::size_t color) {
      if (taken[color]) return false;
      taken[color] = true;
      result[run] = shade == 100 ? palette[color] : palette[color].darker(shade);
      return true;
    };
    std::erase_if(without, [&](std::size_t run) {
      const auto own = std::ranges::find(palette, series_color(run_ids[run]));
      return take(run, std::size_t(own - palette.begin()));
    });
    std::erase_if(without, [&](std::size_t run) {
      for (std::size_t color = 0; color < palette.size(); ++color) {
        if (take(run, color)) return true;
      }
      return false;
    });
  }
  return result;
}

}  // namespace cloze::ui
