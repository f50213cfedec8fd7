// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/search_hits_model.h"

#include <iterator>

namespace cloze::ui {

int SearchHitsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(hits_.size());
}

QVariant SearchHitsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const DocumentHit& hit = hits_[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
      return (hit.before + hit.match + hit.after).simplified();
    case HeldOutRole:
      return hit.held_out;
    case NumberRole:
      return hit.document + 1;
    case BeforeRole:
      return hit.before;
    case MatchRole:
      return hit.match;
    case AfterRole:
      return hit.after;
    default:
      return {};
  }
}

void SearchHitsModel::clear() {
  beginResetModel();
  hits_.clear();
  endResetModel();
}

void SearchHitsModel::add(std::vector<DocumentHit> hits) {
  if (hits.empty()) return;
  beginInsertRows({}, int(hits_.size()), int(hits_.size() + hits.size()) - 1);
  hits_.insert(hits_.end(), std::make_move_iterator(hits.begin()), std::make_move_iterator(hits.end()));
  endInsertRows();
}

}  // namespace cloze::ui
