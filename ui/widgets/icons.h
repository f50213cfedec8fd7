// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own icons, drawn with painter paths on a 24-unit square so that they are sharp at every size
// and take the theme's colours.
#pragma once

#include <QColor>
#include <QIcon>

class QPainter;
class QRectF;

namespace cloze::ui {

enum class Icon {
  data,
  configure,
  run,
  compare,
  probe,
  settings,
  pause,
  play,
  stop,
  checkpoint,
  more,
  problem,
  folder
};

void paint_icon(QPainter& painter, Icon icon, const QRectF& area, const QColor& color);

/// For buttons: drawn in the colour that belongs to the widget's state when it is shown, so a new theme needs
/// no new icon.
QIcon make_icon(Icon icon);

}  // namespace cloze::ui
