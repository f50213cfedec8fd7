// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/entry_delegate.h"

#include <QPainter>

#include "ui/models/entry_list_model.h"
#include "ui/theme.h"

namespace cloze::ui {

void paint_row_ground(QPainter* painter, const QStyleOptionViewItem& option) {
  const Tokens& colors = tokens();
  QColor ground;
  if (option.state & QStyle::State_Selected) {
    ground = colors.accent;
    ground.setAlphaF(option.state & QStyle::State_HasFocus ? 0.22F : 0.14F);
  } else if (option.state & QStyle::State_MouseOver) {
    ground = colors.raised;
  } else {
    return;
  }
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(Qt::NoPen);
  painter->setBrush(ground);
  painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6);
}

void EntryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  painter->save();
  paint_row_ground(painter, option);
  const Tokens& colors = tokens();
  const QRect inner = option.rect.adjusted(grid::small, grid::unit, -grid::small, -grid::unit);
  const bool dim = index.data(EntryListModel::DimRole).toBool();
  int left = inner.left();
  painter->setFont(font(TextSize::body, true));
  const int title_height = painter->fontMetrics().height();
  if (index.data(EntryListModel::LiveRole).toBool()) {
    painter->setBrush(colors.good);
    painter->setPen(Qt::NoPen);
    painter->drawEllipse(QRectF(left, inner.top() + title_height / 2.0 - 4, 8, 8));
    left += 8 + grid::small;
  }
  const QString figure = index.data(EntryListModel::FigureRole).toString();
  const QFontMetrics small(font(TextSize::small));
  const int figure_width = figure.isEmpty() ? 0 : small.horizontalAdvance(figure) + grid::small;
  const QRect title(left, inner.top(), inner.right() + 1 - left - figure_width, title_height);
  painter->setPen(dim ? colors.muted : colors.text);
  painter->drawText(
      title, Qt::AlignLeft | Qt::AlignVCenter,
      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, title.width()));
  painter->setFont(font(TextSize::small));
  painter->setPen(colors.muted);
  painter->drawText(QRect(inner.left(), inner.top(), inner.width(), title_height),
                    Qt::AlignRight | Qt::AlignVCenter, figure);
  const QRect detail(inner.left(), inner.top() + title_height, inner.width(), small.height());
  painter->drawText(
      detail, Qt::AlignLeft | Qt::AlignVCenter,
      small.elidedText(index.data(EntryListModel::DetailRole).toString(), Qt::ElideRight, detail.width()));
  painter->restore();
}

QSize EntryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {120, QFontMetrics(font(TextSize::body, true)).height() +
                   QFontMetrics(font(TextSize::small)).height() + 2 * grid::unit};
}

}  // namespace cloze::ui
