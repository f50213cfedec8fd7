// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/histogram_view.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int bars_height = 84, gap = 2;

}  // namespace

HistogramView::HistogramView(const QString& title, const QString& counted, const QString& unit, double scale,
                             QWidget* parent)
    : QWidget(parent), title_(title), counted_(counted), unit_(unit), scale_(scale) {
  setAccessibleName(title);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistogramView::setHistogram(Histogram histogram) {
  histogram_ = std::move(histogram);
  QStringList spoken;
  for (std::size_t bar = 0; bar < histogram_.bins.size(); ++bar) spoken << describe(bar);
  setAccessibleDescription(spoken.join(QStringLiteral("; ")));
  update();
}

QString HistogramView::shown(std::uint64_t number) const {
  return QLocale().toString(double(number) / scale_, 'f', scale_ > 1 ? 2 : 0) + unit_;
}

QString HistogramView::describe(std::size_t bar) const {
  const Histogram::Bin& bin = histogram_.bins[bar];
  const QString numbers =
      bin.end - bin.begin == 1 ? shown(bin.begin) : tr("%1 to %2").arg(shown(bin.begin), shown(bin.end - 1));
  return tr("%1: %2 %3").arg(numbers, QLocale().toString(qulonglong(bin.count)), counted_);
}

QSize HistogramView::sizeHint() const {
  const int line = QFontMetrics(ui::font(TextSize::small)).height();
  return {220, 3 * line + 2 * grid::unit + bars_height};
}

QRect HistogramView::barsRect() const {
  const int line = QFontMetrics(ui::font(TextSize::small)).height();
  return {0, 2 * line + grid::unit, width(), std::max(1, height() - 3 * line - 2 * grid::unit)};
}

std::uint64_t HistogramView::mostCounted() const {
  std::uint64_t most = 1;
  for (const Histogram::Bin& bin : histogram_.bins) most = std::max(most, bin.count);
  return most;
}

QRect HistogramView::barRect(std::size_t bar) const {
  const QRect all = barsRect();
  const int count = int(histogram_.bins.size()), at = int(bar);
  const int left = all.left() + all.width() * at / count;
  const int right = all.left() + all.width() * (at + 1) / count;
  const double share = double(histogram_.bins[bar].count) / double(mostCounted());
  // What is there is seen, however little it is.
  const int height = histogram_.bins[bar].count == 0 ? 0 : std::max(2, int(share * all.height()));
  return {left, all.bottom() + 1 - height, std::max(1, right - left - gap), height};
}

void HistogramView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Tokens& colors = tokens();
  const QFont small = tabular_font(TextSize::small);
  painter.setFont(ui::font(TextSize::small, true));
  painter.setPen(colors.text);
  const int line = painter.fontMetrics().height();
  painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft | Qt::AlignVCenter, title_);
  painter.setFont(small);
  painter.setPen(colors.muted);
  if (histogram_.bins.empty()) return;
  painter.drawText(
      QRect(0, line, width(), line), Qt::AlignLeft | Qt::AlignVCenter,
      painter.fontMetrics().elidedText(
          tr("%1 to %2, median %3")
              .arg(shown(histogram_.smallest), shown(histogram_.largest), shown(histogram_.median)),
          Qt::ElideRight, width()));
  const QRect bars = barsRect();
  painter.fillRect(QRect(bars.left(), bars.bottom() + 1, bars.width(), 1), colors.line);
  for (std::size_t bar = 0; bar < histogram_.bins.size(); ++bar) {
    const Histogram::Bin& bin = histogram_.bins[bar];
    const bool median = histogram_.median >= bin.begin && histogram_.median < bin.end;
    QColor color = colors.accent;
    if (!median) color.setAlphaF(0.55F);
    painter.fillRect(barRect(bar), color);
  }
  // As many numbers below as fit, each under the bar that it begins.
  int free_from = 0;
  for (std::size_t bar = 0; bar < histogram_.bins.size(); ++bar) {
    const QString text = shown(histogram_.bins[bar].begin);
    const int left = barRect(bar).left(), wide = painter.fontMetrics().horizontalAdvance(text);
    if (left < free_from || left + wide > width()) continue;
    painter.drawText(QRect(left, bars.bottom() + 1 + grid::unit, wide + 1, line), Qt::AlignLeft, text);
    free_from = left + wide + grid::medium;
  }
}

bool HistogramView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || histogram_.bins.empty()) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int bar = help->pos().x() * int(histogram_.bins.size()) / std::max(1, width());
  if (bar < 0 || bar >= int(histogram_.bins.size())) return true;
  QToolTip::showText(help->globalPos(), describe(std::size_t(bar)), this);
  return true;
}

}  // namespace cloze::ui
