// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_colors.h"

#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <numeric>
#include <span>

#include "ui/theme.h"

namespace cloze::ui {

QIcon color_icon(const QColor& color) {
  constexpr int size = 16, dot = 10, ratio = 2;  // The dot sits in the middle of what headers and cells give.
  QPixmap pixmap(size * ratio, size * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawEllipse(QRectF((size - dot) / 2.0, (size - dot) / 2.0, dot, dot));
  painter.end();
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // Else a chosen row would tint it.
  return icon;
}

std::vector<QColor> distinct_colors(const std::vector<QString>& run_ids) {
  const std::span<const QColor> palette = series_palette();
  std::vector<QColor> result(run_ids.size());
  // Round by round through darker palettes: first everyone gets the own colour who can, then the free ones
  // are given.
  std::vector<std::size_t> without(run_ids.size());
  std::iota(without.begin(), without.end(), std::size_t{0});
  for (int shade = 100; !without.empty(); shade += 45) {
    std::vector<bool> taken(palette.size());
    const auto take = [&](std::size_t run, std::size_t color) {
      if (taken[color]) return false;
      taken[color] = true;
      result[run] = shade == 100 ? palette[color] : palette[color].darker(shade);
      return true;
    };
    std::erase_if(without, [&](std::size_t run) {
      const auto own = std::ranges::find(palette, series_color(run_ids[run]));
      return take(run, std::size_t(own - palette.begin()));
    });
    std::erase_if(without, [&](std::size_t run) {
      for (std::size_t color = 0; color < palette.size(); ++color) {
        if (take(run, color)) return true;
      }
      return false;
    });
  }
  return result;
}

}  // namespace cloze::ui
