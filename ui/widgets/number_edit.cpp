// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_edit.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "core/config/recipe_fields.h"
#include "ui/theme.h"

namespace cloze::ui {

double next_in_series(double value, int direction) {
  if (!(value > 0)) return value;
  const double decade = std::pow(10, std::floor(std::log10(value) + 1e-9));
  const double lead = value / decade;
  constexpr double tiny = 1e-9;
  double next = 10;
  if (direction > 0) {
    for (const double step : {10.0, 5.0, 2.0})
      if (step > lead + tiny) next = step;
  } else {
    next = 0.5;
    for (const double step : {0.5, 1.0, 2.0, 5.0})
      if (step < lead - tiny) next = step;
  }
  return next * decade;
}

NumberEdit::NumberEdit(bool whole, double minimum, double maximum, QWidget* parent)
    : QLineEdit(parent), whole_(whole), minimum_(minimum), maximum_(maximum) {
  setAlignment(Qt::AlignRight);
  setFont(tabular_font(TextSize::body));
  connect(this, &QLineEdit::textEdited, this, &NumberEdit::edited);
}

void NumberEdit::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Up:
      return step(1, false);
    case Qt::Key_Down:
      return step(-1, false);
    case Qt::Key_PageUp:
      return step(1, true);
    case Qt::Key_PageDown:
      return step(-1, true);
    default:
      QLineEdit::keyPressEvent(event);
  }
}

void NumberEdit::step(int direction, bool far) {
  bool good = false;
  const double now = text().toDouble(&good);
  if (!good || isReadOnly()) return;
  double next = far      ? (direction > 0 ? now * 2 : now / 2)
                : whole_ ? now + direction
                         : next_in_series(now, direction);
  if (whole_) next = std::floor(next);
  if (!whole_ && now == 0 && direction > 0) next = std::min(0.1, maximum_);
  next = std::clamp(next, minimum_, maximum_);
  if (next == now) return;
  const FieldValue value = whole_ ? FieldValue(static_cast<std::int64_t>(next))
                                  : FieldValue(QString::number(next, 'g', 6).toDouble());
  setText(QString::fromStdString(to_string(value)));
  Q_EMIT edited(text());
}

}  // namespace cloze::ui
