// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/entry_list_model.h"

#include <algorithm>

namespace cloze::ui {

int EntryListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant EntryListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const ListEntry& entry = entries_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return entry.title;
    case Qt::ToolTipRole:
      return entry.tip.isEmpty() ? entry.detail : entry.tip;
    case Qt::AccessibleTextRole:
      return QStringList{entry.title, entry.detail, entry.figure}.join(QStringLiteral(", "));
    case IdRole:
      return entry.id;
    case DetailRole:
      return entry.detail;
    case FigureRole:
      return entry.figure;
    case DimRole:
      return entry.dim;
    case LiveRole:
      return entry.live;
    default:
      return {};
  }
}

void EntryListModel::setEntries(std::vector<ListEntry> entries) {
  if (entries == entries_) return;
  // Row by row where the ids line up; otherwise what is gone leaves, what is new comes, and persistent
  // indexes follow.
  for (int row = rowCount() - 1; row >= 0; --row) {
    const QString& id = entries_[static_cast<std::size_t>(row)].id;
    if (std::ranges::find(entries, id, &ListEntry::id) != entries.end()) continue;
    beginRemoveRows({}, row, row);
    entries_.erase(entries_.begin() + row);
    endRemoveRows();
  }
  for (int row = 0; row < static_cast<int>(entries.size()); ++row) {
    const ListEntry& wanted = entries[static_cast<std::size_t>(row)];
    const int found = rowOf(wanted.id);
    if (found < 0) {
      beginInsertRows({}, row, row);
      entries_.insert(entries_.begin() + row, wanted);
      endInsertRows();
    } else {
      if (found > row) {
        beginMoveRows({}, found, found, {}, row);
        rotateEntry(found, row);
        endMoveRows();
      }
      if (entries_[static_cast<std::size_t>(row)] != wanted) {
        entries_[static_cast<std::size_t>(row)] = wanted;
        Q_EMIT dataChanged(index(row), index(row));
      }
    }
  }
}

void EntryListModel::rotateEntry(int from, int to) {
  const auto begin = entries_.begin();
  if (from > to)
    std::rotate(begin + to, begin + from, begin + from + 1);
  else
    std::rotate(begin + from, begin + from + 1, begin + to + 1);
}

int EntryListModel::rowOf(const QString& id) const {
  const auto found = std::ranges::find(entries_, id, &ListEntry::id);
  return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

}  // namespace cloze::ui
