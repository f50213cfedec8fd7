// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stacked_bar.h"

#include <QPainter>
#include <QPainterPath>
#include <array>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int bar_height = 10, swatch = 8;

/// Okabe-Ito, in an order whose neighbours differ in lightness as well.
QColor part_color(std::size_t part) {
  static const std::array<QColor, 4> colors{QColor(0x00, 0x72, 0xb2), QColor(0xe6, 0x9f, 0x00),
                                            QColor(0x00, 0x9e, 0x73), QColor(0xcc, 0x79, 0xa7)};
  return colors[part % colors.size()];
}

}  // namespace

StackedBar::StackedBar(QWidget* parent) : QWidget(parent) {
  setFont(ui::font(TextSize::small));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StackedBar::setParts(std::vector<Part> parts) {
  const bool taller = parts.size() != parts_.size();
  parts_ = std::move(parts);
  QStringList spoken;
  for (const Part& part : parts_) spoken << part.name + QLatin1Char(' ') + part.figure;
  setAccessibleDescription(spoken.join(QStringLiteral(", ")));
  if (taller) updateGeometry();
  update();
}

QSize StackedBar::sizeHint() const {
  const int line = fontMetrics().height() + grid::unit;
  return {200, bar_height + grid::small + static_cast<int>(parts_.size()) * line};
}

void StackedBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& colors = tokens();
  double total = 0;
  for (const Part& part : parts_) total += part.value;
  const QRectF bar(0, 0, width(), bar_height);
  QPainterPath rounded;
  rounded.addRoundedRect(bar, bar_height / 2.0, bar_height / 2.0);
  painter.save();
  painter.setClipPath(rounded);
  painter.fillRect(bar, colors.line);
  double left = 0;
  for (std::size_t i = 0; i < parts_.size() && total > 0; ++i) {
    const double wide = parts_[i].value / total * bar.width();
    painter.fillRect(QRectF(left, 0, wide + 0.5, bar_height), part_color(i));
    left += wide;
    if (i + 1 < parts_.size()) painter.fillRect(QRectF(left - 0.75, 0, 1.5, bar_height), colors.surface);
  }
  painter.restore();

  const int line = fontMetrics().height() + grid::unit;
  int top = bar_height + grid::small;
  for (std::size_t i = 0; i < parts_.size(); ++i, top += line) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(part_color(i));
    painter.drawRoundedRect(QRectF(0, top + (line - swatch) / 2.0, swatch, swatch), 2, 2);
    painter.setFont(ui::font(TextSize::small));
    painter.setPen(colors.muted);
    painter.drawText(QRect(swatch + grid::small, top, width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                     parts_[i].name);
    painter.setFont(tabular_font(TextSize::small));
    painter.setPen(colors.text);
    painter.drawText(QRect(0, top, width(), line), Qt::AlignRight | Qt::AlignVCenter, parts_[i].figure);
  }
}

}  // namespace cloze::ui
