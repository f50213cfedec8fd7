// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a row of DocumentListModel: number, first words, tokens. UI thread only.
#pragma once

#include <QStyledItemDelegate>

namespace cloze::ui {

class DocumentDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace cloze::ui
