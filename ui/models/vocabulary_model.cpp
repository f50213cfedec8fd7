// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/vocabulary_model.h"

#include <QLocale>
#include <algorithm>
#include <numeric>

#include "ui/models/data_entries.h"

namespace cloze::ui {
namespace {

int alignment_of(int column) {
  return int(Qt::AlignVCenter | (column == VocabularyModel::PieceColumn ? Qt::AlignLeft : Qt::AlignRight));
}

}  // namespace

int VocabularyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(shown_.size());
}

int VocabularyModel::columnCount(const QModelIndex& parent) const {
  if (parent.isValid()) return 0;
  return counts_.empty() ? CountColumn : Columns;
}

QVariant VocabularyModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const std::uint32_t id = shown_[std::size_t(index.row())];
  if (role == Qt::TextAlignmentRole) return alignment_of(index.column());
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case IdColumn:
      return QLocale().toString(id);
    case PieceColumn:
      return pieces_[id];
    case CountColumn:
      return QLocale().toString(qulonglong(counts_[id]));
    default:
      return percent(total_ == 0 ? 0 : double(counts_[id]) / double(total_));
  }
}

QVariant VocabularyModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return alignment_of(section);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case IdColumn:
      return tr("Id");
    case PieceColumn:
      return tr("Piece");
    case CountColumn:
      return tr("Count");
    case ShareColumn:
      return tr("Share");
    default:
      return {};
  }
}

void VocabularyModel::sort(int column, Qt::SortOrder order) {
  sorted_by_ = column;
  order_ = order;
  arrange();
}

void VocabularyModel::setVocabulary(std::vector<QString> pieces, std::vector<std::uint64_t> counts) {
  pieces_ = std::move(pieces);
  folded_.clear();
  for (const QString& piece : pieces_)
    folded_.push_back(piece.toCaseFolded().replace(QChar(0x2581), QLatin1Char(' ')));
  counts_ = std::move(counts);
  total_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  unused_ = std::size_t(std::ranges::count(counts_, 0U));
  arrange();
}

void VocabularyModel::setFilter(const QString& text) {
  filter_ = text.toCaseFolded().replace(QChar(0x2581), QLatin1Char(' '));
  arrange();
}

void VocabularyModel::arrange() {
  beginResetModel();
  shown_.clear();
  for (std::uint32_t id = 0; id < pieces_.size(); ++id)
    if (filter_.isEmpty() || folded_[id].contains(filter_)) shown_.push_back(id);
  const auto by = [this](const auto& less) {
    std::ranges::stable_sort(shown_, [&](std::uint32_t a, std::uint32_t b) {
      return order_ == Qt::AscendingOrder ? less(a, b) : less(b, a);
    });
  };
  if (sorted_by_ == PieceColumn)
    by([this](std::uint32_t a, std::uint32_t b) { return folded_[a] < folded_[b]; });
  else if (sorted_by_ >= CountColumn && !counts_.empty())
    by([this](std::uint32_t a, std::uint32_t b) { return counts_[a] < counts_[b]; });
  else
    by(std::less{});
  endResetModel();
}

}  // namespace cloze::ui
