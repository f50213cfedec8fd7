// SPDX-License-Identifier: GPL-3.0-or-later
// A list of named things (corpora, tokenizers, datasets, earlier questions): a title, a line of detail, a
// short figure at the right. UI thread only.
#pragma once

#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace cloze::ui {

struct ListEntry {
  QString id;  ///< What commands name it by; unique in a list.
  QString title;
  QString detail;
  QString figure;  ///< Right-aligned, short: "3.1M".
  QString tip;
  bool dim = false;   ///< Known but not usable now: a sample not fetched, a folder that is gone.
  bool live = false;  ///< Something is happening to it; drawn with a dot.
  bool operator==(const ListEntry&) const = default;
};

class EntryListModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { IdRole = Qt::UserRole + 1, DetailRole, FigureRole, DimRole, LiveRole };

  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

  /// Replaces the list; views keep their selection where an entry's id is still there.
  void setEntries(std::vector<ListEntry> entries);
  const std::vector<ListEntry>& entries() const { return entries_; }
  /// Row of an id, or -1.
  int rowOf(const QString& id) const;

 protected:
  /// Telling the views is the caller's.
  void rotateEntry(int from, int to);

 private:
  std::vector<ListEntry> entries_;
};

}  // namespace cloze::ui
