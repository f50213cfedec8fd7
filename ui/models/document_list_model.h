// SPDX-License-Identifier: GPL-3.0-or-later
// The documents of one split, filled in blocks as a view comes to see them: a dataset may hold millions. Rows
// that have not come yet show their number alone. UI thread only.
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace cloze::ui {

struct DocumentSummary {
  QString beginning;  ///< First words.
  quint64 tokens = 0, sentences = 0, unknown = 0;
};

class DocumentListModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { NumberRole = Qt::UserRole + 1, TokensRole, SentencesRole, UnknownRole, LoadedRole };
  static constexpr int block_rows = 64;

  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  /// Emits blockWanted() for a row that is asked for and not there, once per block.
  QVariant data(const QModelIndex& index, int role) const override;

  /// Forgets everything and shows count rows to come.
  void reset(quint64 count);
  /// Fills rows first, first + 1, ...; what lies behind the end is ignored.
  void setBlock(int first, const std::vector<DocumentSummary>& rows);

 Q_SIGNALS:
  void blockWanted(int first, int count) const;

 private:
  int count_ = 0;
  std::unordered_map<int, DocumentSummary> rows_;
  mutable std::unordered_set<int> asked_;
};

}  // namespace cloze::ui
