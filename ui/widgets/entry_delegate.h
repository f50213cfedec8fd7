// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a ListEntry: title and figure on the first line, detail beneath. UI thread only.
#pragma once

#include <QStyledItemDelegate>

namespace cloze::ui {

class EntryDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Fills a row's ground: selected, hovered or plain. Shared by the delegates.
void paint_row_ground(QPainter* painter, const QStyleOptionViewItem& option);

}  // namespace cloze::ui
