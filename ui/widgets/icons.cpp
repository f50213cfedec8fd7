// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// Lines of an icon, and what of it is filled.
struct Drawing {
  QPainterPath lines, fills;
};

void line(QPainterPath& path, std::initializer_list<QPointF> points) {
  bool first = true;
  for (const QPointF& point : points) {
    first ? path.moveTo(point) : path.lineTo(point);
    first = false;
  }
}

Drawing drawing(Icon icon) {
  Drawing d;
  switch (icon) {
    case Icon::data:  // A page of text.
      d.lines.addRoundedRect(5, 3.5, 14, 17, 2, 2);
      line(d.lines, {{8.5, 8}, {15.5, 8}});
      line(d.lines, {{8.5, 12}, {15.5, 12}});
      line(d.lines, {{8.5, 16}, {12.5, 16}});
      break;
    case Icon::configure:  // Three sliders.
      for (const auto& [y, x] : {std::pair{6.0, 15.5}, {12.0, 8.5}, {18.0, 13.5}}) {
        line(d.lines, {{4, y}, {x - 2, y}});
        line(d.lines, {{x + 2, y}, {20, y}});
        d.lines.addEllipse(QPointF(x, y), 2, 2);
      }
      break;
    case Icon::run:  // A falling curve.
      line(d.lines, {{4, 4}, {4, 20}, {20.5, 20}});
      d.lines.moveTo(7, 5.5);
      d.lines.cubicTo(8.5, 14, 12, 15.5, 20, 16.2);
      break;
    case Icon::compare:  // Two curves that cross.
      d.lines.moveTo(3.5, 6);
      d.lines.cubicTo(9, 6, 11, 18, 20.5, 18);
      d.lines.moveTo(3.5, 16);
      d.lines.cubicTo(9, 16, 12, 8, 20.5, 8);
      break;
    case Icon::probe:  // A word with a hole in it.
      line(d.lines, {{3.5, 9}, {3.5, 15}});
      d.lines.addRoundedRect(7, 8, 10, 8, 2, 2);
      line(d.lines, {{20.5, 9}, {20.5, 15}});
      d.fills.addEllipse(QPointF(10.2, 12), 1.1, 1.1);
      d.fills.addEllipse(QPointF(13.8, 12), 1.1, 1.1);
      break;
    case Icon::settings:
      d.lines.addEllipse(QPointF(12, 12), 3, 3);
      d.lines.addEllipse(QPointF(12, 12), 6.2, 6.2);
      for (int i = 0; i < 8; ++i) {
        QTransform turn;
        turn.translate(12, 12).rotate(45.0 * i);
        d.lines.moveTo(turn.map(QPointF(6.2, 0)));
        d.lines.lineTo(turn.map(QPointF(8.8, 0)));
      }
      break;
    case Icon::pause:
      d.fills.addRoundedRect(6.5, 5, 4, 14, 1, 1);
      d.fills.addRoundedRect(13.5, 5, 4, 14, 1, 1);
      break;
    case Icon::play:
      line(d.fills, {{7.5, 5}, {19, 12}, {7.5, 19}});
      d.fills.closeSubpath();
      break;
    case Icon::stop:
      d.fills.addRoundedRect(6, 6, 12, 12, 1.5, 1.5);
      break;
    case Icon::checkpoint:  // A flag.
      line(d.lines, {{6.5, 20.5}, {6.5, 4}, {18, 4}, {15, 8.2}, {18, 12.5}, {6.5, 12.5}});
      break;
    case Icon::more:
      for (const double x : {6.0, 12.0, 18.0}) d.fills.addEllipse(QPointF(x, 12), 1.5, 1.5);
      break;
    case Icon::problem:
      line(d.lines, {{12, 4}, {21, 19.5}, {3, 19.5}});
      d.lines.closeSubpath();
      line(d.lines, {{12, 9.5}, {12, 14}});
      d.fills.addEllipse(QPointF(12, 16.7), 1, 1);
      break;
    case Icon::folder:
      line(d.lines, {{3.5, 18.5}, {3.5, 5.5}, {9.5, 5.5}, {11.5, 8}, {20.5, 8}, {20.5, 18.5}});
      d.lines.closeSubpath();
      break;
  }
  return d;
}

class Engine : public QIconEngine {
 public:
  explicit Engine(Icon icon) : icon_(icon) {}
  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    QColor color = mode == QIcon::Selected ? tokens().on_accent : tokens().text;
    if (mode == QIcon::Disabled) {
      color = tokens().muted;
      color.setAlphaF(0.5f);
    }
    paint_icon(*painter, icon_, rect, color);
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap result(size);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return result;
  }
  QIconEngine* clone() const override { return new Engine(icon_); }

 private:
  Icon icon_;
};

}  // namespace

void paint_icon(QPainter& painter, Icon icon, const QRectF& area, const QColor& color) {
  const Drawing d = drawing(icon);
  const double scale = std::min(area.width(), area.height()) / 24;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(area.center() - QPointF(12, 12) * scale);
  painter.scale(scale, scale);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(d.lines);
  painter.fillPath(d.fills, color);
  painter.restore();
}

QIcon make_icon(Icon icon) {
  return QIcon(new Engine(icon));
}

}  // namespace cloze::ui
