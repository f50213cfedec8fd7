// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to a run, newest first. UI thread only.
#pragma once

#include <QAbstractListModel>
#include <QColor>
#include <deque>

#include "core/history/history.h"

namespace cloze::ui {

class RunEventsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { kind_role = Qt::UserRole, step_role, message_role, time_role };
  using QAbstractListModel::QAbstractListModel;

  void clear();
  /// An event that is already there (same kind and step) is not added again: a checkpoint is told both as a
  /// notice and as an event of its own. Pauses and warnings may come again, two seconds later.
  void add(const RunEvent& event);
  const std::deque<RunEvent>& events() const { return events_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  std::deque<RunEvent> events_;
};

/// What an event is called, for people.
QString event_title(const std::string& kind);
/// Colour of an event's mark in the theme of now.
QColor event_color(const std::string& kind);

}  // namespace cloze::ui
