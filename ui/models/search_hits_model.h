// SPDX-License-Identifier: GPL-3.0-or-later
// Documents in which a text was found, added as the search goes on. UI thread only.
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace cloze::ui {

struct DocumentHit {
  bool held_out = false;
  int document = 0;
  QString before, match, after;  ///< The first place in it, with the text around.
};

class SearchHitsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { HeldOutRole = Qt::UserRole + 1, NumberRole, BeforeRole, MatchRole, AfterRole };
  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  void clear();
  void add(std::vector<DocumentHit> hits);
  const DocumentHit& hit(int row) const { return hits_.at(std::size_t(row)); }

 private:
  std::vector<DocumentHit> hits_;
};

}  // namespace cloze::ui
