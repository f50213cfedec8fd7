// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/document_list_model.h"

#include <QLocale>
#include <algorithm>
#include <limits>

namespace cloze::ui {

int DocumentListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : count_;
}

QVariant DocumentListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= count_) return {};
  const int row = index.row();
  const auto found = rows_.find(row);
  if (found == rows_.end()) {
    const int block = row / block_rows;
    if ((role == Qt::DisplayRole || role == LoadedRole) && asked_.insert(block).second)
      Q_EMIT blockWanted(block * block_rows, std::min(block_rows, count_ - block * block_rows));
    if (role == Qt::DisplayRole) return QString();
    if (role == NumberRole) return row + 1;
    if (role == LoadedRole) return false;
    return {};
  }
  const DocumentSummary& summary = found->second;
  switch (role) {
    case Qt::DisplayRole:
      return summary.beginning;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
      const QLocale locale;
      return tr("Document %1: %2 tokens, %3 sentences, %4 unknown")
          .arg(locale.toString(row + 1), locale.toString(summary.tokens), locale.toString(summary.sentences),
               locale.toString(summary.unknown));
    }
    case NumberRole:
      return row + 1;
    case TokensRole:
      return summary.tokens;
    case SentencesRole:
      return summary.sentences;
    case UnknownRole:
      return summary.unknown;
    case LoadedRole:
      return true;
    default:
      return {};
  }
}

void DocumentListModel::reset(quint64 count) {
  beginResetModel();
  count_ = static_cast<int>(std::min<quint64>(count, std::numeric_limits<int>::max() / 2));
  rows_.clear();
  asked_.clear();
  endResetModel();
}

void DocumentListModel::setBlock(int first, const std::vector<DocumentSummary>& rows) {
  const int last = std::min(count_, first + static_cast<int>(rows.size())) - 1;
  if (first < 0 || last < first) return;
  for (int row = first; row <= last; ++row) rows_[row] = rows[static_cast<std::size_t>(row - first)];
  Q_EMIT dataChanged(index(first), index(last));
}

}  // namespace cloze::ui
