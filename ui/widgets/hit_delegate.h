// SPDX-License-Identifier: GPL-3.0-or-later
// A row of a SearchHitsModel: the document above, the words that were found below. UI thread only.
#pragma once

#include <QStyledItemDelegate>

namespace cloze::ui {

class HitDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace cloze::ui
