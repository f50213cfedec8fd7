// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of a vocabulary as a table, with how often a dataset has them where one is given. Filtering and
// sorting work on numbers and on text folded once, so that a million pieces answer while one types. UI thread
// only.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <cstdint>
#include <vector>

namespace cloze::ui {

class VocabularyModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { IdColumn, PieceColumn, CountColumn, ShareColumn, Columns };
  using QAbstractTableModel::QAbstractTableModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  /// Without counts the first two.
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

  /// pieces by id; counts by id, or empty.
  void setVocabulary(std::vector<QString> pieces, std::vector<std::uint64_t> counts);
  /// Shows the pieces that hold the text, whatever its case; a blank stands for the mark of a word's
  /// beginning.
  void setFilter(const QString& text);
  std::size_t size() const { return pieces_.size(); }
  std::size_t unused() const { return unused_; }

 private:
  void arrange();
  std::vector<QString> pieces_, folded_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint32_t> shown_;  ///< Ids in the order of the rows.
  std::uint64_t total_ = 0;
  std::size_t unused_ = 0;
  QString filter_;
  int sorted_by_ = IdColumn;
  Qt::SortOrder order_ = Qt::AscendingOrder;
};

}  // namespace cloze::ui
