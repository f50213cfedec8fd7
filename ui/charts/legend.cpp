// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/legend.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

#include "ui/charts/series.h"
#include "ui/theme.h"

namespace cloze::ui {

std::vector<LegendEntry> legend_of(const std::vector<Series>& series) {
  std::vector<LegendEntry> entries;
  for (const Series& one : series) {
    if (one.name.isEmpty()) continue;
    entries.push_back({one.name, one.color, one.style == SeriesStyle::points, one.dashed});
  }
  return entries;
}

double paint_legend(QPainter* painter, const QRectF& area, const std::vector<LegendEntry>& entries,
                    const Tokens& tokens, const QFont& font) {
  const QFontMetricsF metrics(font);
  const double row = std::ceil(metrics.height()) + 2, em = metrics.height();
  const double mark = em * 1.2, gap = em * 0.4, between = em * 1.2;
  double x = area.left(), y = area.top();
  if (painter) {
    painter->setFont(font);
    painter->setRenderHint(QPainter::Antialiasing);
  }
  for (const LegendEntry& entry : entries) {
    const double room = area.width() - mark - gap;
    const QString name = metrics.elidedText(entry.name, Qt::ElideRight, room);
    const double width = mark + gap + metrics.horizontalAdvance(name);
    if (x > area.left() && x + width > area.right()) {
      x = area.left();
      y += row;
    }
    if (painter) {
      const QColor color = entry.color.isValid() ? entry.color : tokens.text;
      const double middle = y + row / 2;
      QPen pen(color, em * 0.13, Qt::SolidLine, Qt::FlatCap);
      if (entry.dashed) pen.setDashPattern({2.5, 1.5});
      painter->setPen(pen);
      painter->drawLine(QPointF(x, middle), QPointF(x + mark, middle));
      if (entry.points) {
        painter->setPen(QPen(color, em * 0.1));
        painter->setBrush(tokens.surface);
        painter->drawEllipse(QPointF(x + mark / 2, middle), em * 0.2, em * 0.2);
      }
      painter->setPen(tokens.muted);
      painter->drawText(QRectF(x + mark + gap, y, width, row), Qt::AlignLeft | Qt::AlignVCenter, name);
    }
    x += width + between;
  }
  return entries.empty() ? 0 : y + row - area.top();
}

Legend::Legend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void Legend::setEntries(std::vector<LegendEntry> entries) {
  entries_ = std::move(entries);
  updateGeometry();
  update();
}

int Legend::heightForWidth(int width) const {
  return int(std::ceil(
      paint_legend(nullptr, QRectF(0, 0, width, 1e6), entries_, tokens(), ui::font(TextSize::small))));
}

QSize Legend::sizeHint() const {
  return {200, heightForWidth(std::max(width(), 200))};
}

void Legend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint_legend(&painter, rect(), entries_, tokens(), ui::font(TextSize::small));
}

}  // namespace cloze::ui
