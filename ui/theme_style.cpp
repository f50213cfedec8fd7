// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme_style.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QPainter>
#include <QPainterPath>
#include <QProxyStyle>
#include <QRadioButton>
#include <QStyleFactory>
#include <QStyleOption>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

void chevron(QPainter* painter, const QRectF& area, bool up, const QColor& color) {
  const QPointF middle = area.center();
  const double half = 3.5, rise = up ? -2 : 2;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter->drawPolyline(QPolygonF{{{middle.x() - half, middle.y() - rise},
                                   {middle.x(), middle.y() + rise},
                                   {middle.x() + half, middle.y() - rise}}});
  painter->restore();
}

/// The rounded field every editable control sits in.
void field(QPainter* painter, const QRect& area, const QStyleOption* option) {
  const bool enabled = option->state & QStyle::State_Enabled;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(option->state & QStyle::State_HasFocus ? tokens().accent : tokens().line);
  painter->setBrush(enabled ? tokens().surface : tokens().background);
  painter->drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  painter->restore();
}

QColor mark_color(const QStyleOption* option) {
  return option->state & QStyle::State_Enabled ? tokens().muted : tokens().line;
}

class ClozeStyle : public QProxyStyle {
 public:
  ClozeStyle() : QProxyStyle(QStyleFactory::create("Fusion")) {}

  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override {
    if (control == CC_ComboBox) {
      field(painter, option->rect, option);
      chevron(painter, subControlRect(control, option, SC_ComboBoxArrow, widget), false, mark_color(option));
      return;
    }
    if (control == CC_SpinBox) {
      field(painter, option->rect, option);
      if (option->subControls & SC_SpinBoxUp) {
        chevron(painter, subControlRect(control, option, SC_SpinBoxUp, widget), true, mark_color(option));
        chevron(painter, subControlRect(control, option, SC_SpinBoxDown, widget), false, mark_color(option));
      }
      return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
  }

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    switch (element) {
      case PE_IndicatorCheckBox:
      case PE_IndicatorItemViewItemCheck:
        drawCheck(option, painter);
        return;
      case PE_IndicatorRadioButton:
        drawRadio(option, painter);
        return;
      case PE_IndicatorArrowDown:
        chevron(painter, option->rect, false, tokens().muted);
        return;
      case PE_IndicatorArrowUp:
        chevron(painter, option->rect, true, tokens().muted);
        return;
      case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractButton*>(widget) && !qobject_cast<const QCheckBox*>(widget) &&
            !qobject_cast<const QRadioButton*>(widget)) {
          return;  // The style sheet colours a button's border.
        }
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(tokens().accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter->restore();
        return;
      default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
  }

  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override {
    if (hint == SH_ComboBox_Popup) return 0;
    if (hint == SH_EtchDisabledText) return 0;
    return QProxyStyle::styleHint(hint, option, widget, data);
  }

  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox || type == CT_SpinBox) result.setHeight(std::max(result.height(), 28));
    return result;
  }

 private:
  static void drawCheck(const QStyleOption* option, QPainter* painter) {
    const bool enabled = option->state & State_Enabled, on = option->state & (State_On | State_NoChange);
    const Tokens& t = tokens();
    const double side = std::min(option->rect.width(), option->rect.height()) - 1;
    const QRectF box(option->rect.center().x() - side / 2 + 0.5, option->rect.center().y() - side / 2 + 0.5,
                     side, side);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(on && enabled                                        ? t.accent
                    : option->state & (State_HasFocus | State_MouseOver) ? t.accent
                                                                         : t.line);
    painter->setBrush(on ? (enabled ? t.accent : t.line) : t.surface);
    painter->drawRoundedRect(box, 3, 3);
    painter->setPen(QPen(enabled ? t.on_accent : t.muted, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    const auto at = [&](double x, double y) { return box.topLeft() + QPointF(x * side, y * side); };
    if (option->state & State_NoChange) {
      painter->drawLine(at(0.28, 0.5), at(0.72, 0.5));
    } else if (on) {
      painter->drawPolyline(QPolygonF{{at(0.24, 0.53), at(0.43, 0.72), at(0.77, 0.3)}});
    }
    painter->restore();
  }

  static void drawRadio(const QStyleOption* option, QPainter* painter) {
    const bool on = option->state & State_On;
    const Tokens& t = tokens();
    const double radius = std::min(option->rect.width(), option->rect.height()) / 2.0 - 1;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(on || option->state & State_HasFocus ? t.accent : t.line);
    painter->setBrush(t.surface);
    const QPointF middle = QRectF(option->rect).center();
    painter->drawEllipse(middle, radius, radius);
    if (on) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(option->state & State_Enabled ? t.accent : t.muted);
      painter->drawEllipse(middle, radius * 0.55, radius * 0.55);
    }
    painter->restore();
  }
};

}  // namespace

QStyle* make_style() {
  return new ClozeStyle;
}

}  // namespace cloze::ui
