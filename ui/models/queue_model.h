// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that wait to be trained, in their order, which a person may change by dragging. UI thread only.
#pragma once

#include "ui/models/entry_list_model.h"

namespace cloze {
struct WaitingRun;
}

namespace cloze::ui {

class QueueModel : public EntryListModel {
  Q_OBJECT
 public:
  using EntryListModel::EntryListModel;

  Qt::ItemFlags flags(const QModelIndex& index) const override;
  Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
  /// One row of the list, to before `destination` as it is now; says so with moved().
  bool moveRows(const QModelIndex& from, int row, int count, const QModelIndex& to, int destination) override;

 Q_SIGNALS:
  /// index: its place afterwards.
  void moved(const QString& id, int index);
};

/// seconds: expected time of training; NaN when unknown.
ListEntry entry_of(const WaitingRun& run, double seconds);

}  // namespace cloze::ui
