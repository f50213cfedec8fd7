// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/hit_delegate.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "ui/models/search_hits_model.h"
#include "ui/theme.h"
#include "ui/widgets/entry_delegate.h"

namespace cloze::ui {

void HitDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
  painter->save();
  paint_row_ground(painter, option);
  const Tokens& colors = tokens();
  const QRect inner = option.rect.adjusted(grid::small, grid::unit, -grid::small, -grid::unit);
  const QFont plain = tabular_font(TextSize::small);
  painter->setFont(plain);
  painter->setPen(colors.muted);
  const int line = painter->fontMetrics().height();
  const QRect upper(inner.left(), inner.top(), inner.width(), line);
  painter->drawText(
      upper, Qt::AlignLeft | Qt::AlignVCenter,
      QStringLiteral("#%1").arg(QLocale().toString(index.data(SearchHitsModel::NumberRole).toInt())));
  if (index.data(SearchHitsModel::HeldOutRole).toBool())
    painter->drawText(upper, Qt::AlignRight | Qt::AlignVCenter, tr("held out"));

  // The words found stay in sight, with what fits of the text around them.
  const QRect lower(inner.left(), inner.top() + line, inner.width(), line);
  painter->setClipRect(lower);
  const QFont strong = ui::font(TextSize::small, true);
  const QFontMetrics plain_metrics(plain), strong_metrics(strong);
  const QString match = strong_metrics.elidedText(
      index.data(SearchHitsModel::MatchRole).toString().simplified(), Qt::ElideRight, lower.width());
  const int match_width = strong_metrics.horizontalAdvance(match);
  const auto one_line = [](QString text) { return text.replace(QLatin1Char('\n'), QLatin1Char(' ')); };
  const QString before =
      plain_metrics.elidedText(one_line(index.data(SearchHitsModel::BeforeRole).toString()), Qt::ElideLeft,
                               std::max(0, (lower.width() - match_width) / 3));
  int left = lower.left();
  const auto draw = [&](const QString& text, const QFont& font, const QColor& color) {
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(QRect(left, lower.top(), lower.right() - left + 1, line),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    left += painter->fontMetrics().horizontalAdvance(text);
  };
  draw(before, plain, colors.text);
  draw(match, strong, colors.accent);
  draw(plain_metrics.elidedText(one_line(index.data(SearchHitsModel::AfterRole).toString()), Qt::ElideRight,
                                std::max(0, lower.right() - left + 1)),
       plain, colors.text);
  painter->restore();
}

QSize HitDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return {120, 2 * QFontMetrics(tabular_font(TextSize::small)).height() + 2 * grid::unit};
}

}  // namespace cloze::ui
