// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/document_delegate.h"

#include <QLocale>
#include <QPainter>

#include "ui/models/document_list_model.h"
#include "ui/theme.h"
#include "ui/widgets/entry_delegate.h"

namespace cloze::ui {

void DocumentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  painter->save();
  paint_row_ground(painter, option);
  const Tokens& colors = tokens();
  const QRect inner = option.rect.adjusted(grid::small, grid::unit, -grid::small, -grid::unit);
  painter->setFont(tabular_font(TextSize::small));
  painter->setPen(colors.muted);
  const QLocale locale;
  const int line = painter->fontMetrics().height();
  const QRect upper(inner.left(), inner.top(), inner.width(), line);
  painter->drawText(
      upper, Qt::AlignLeft | Qt::AlignVCenter,
      QStringLiteral("#%1").arg(locale.toString(index.data(DocumentListModel::NumberRole).toInt())));
  if (index.data(DocumentListModel::LoadedRole).toBool())
    painter->drawText(
        upper, Qt::AlignRight | Qt::AlignVCenter,
        tr("%1 tokens").arg(locale.toString(index.data(DocumentListModel::TokensRole).toULongLong())));
  painter->setPen(colors.text);
  painter->drawText(
      QRect(inner.left(), inner.top() + line, inner.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, inner.width()));
  painter->restore();
}

QSize DocumentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {120, 2 * QFontMetrics(tabular_font(TextSize::small)).height() + 2 * grid::unit};
}

}  // namespace cloze::ui
