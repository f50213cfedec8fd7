// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/top_bars.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/models/probability_text.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

int row_height() {
  return QFontMetrics(ui::font(TextSize::body)).height() + 8;
}

/// In percent points.
QString difference_text(double difference) {
  return (difference > 0 ? QStringLiteral("+") : QString()) + QLocale().toString(difference * 100, 'f', 1);
}

}  // namespace

TopBars::TopBars(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setCursor(Qt::PointingHandCursor);
  setToolTip(tr("Click a word to put it into the sentence"));
}

void TopBars::setCandidates(std::vector<Candidate> candidates, const QString& hidden, double full) {
  full_ = full > 0 ? full : 1;
  const bool taller = candidates.size() != candidates_.size();
  candidates_ = std::move(candidates);
  hidden_ = hidden.trimmed();
  hovered_ = -1;
  current_ = 0;
  QStringList spoken;
  for (const Candidate& candidate : candidates_)
    spoken << candidate.token + QLatin1Char(' ') + probability_text(candidate.probability);
  setAccessibleDescription(spoken.join(QStringLiteral(", ")));
  if (taller) updateGeometry();
  update();
}

QSize TopBars::sizeHint() const {
  return {232, static_cast<int>(candidates_.size()) * row_height()};
}
QSize TopBars::minimumSizeHint() const {
  return {160, sizeHint().height()};
}

int TopBars::barAt(const QPoint& point) const {
  const int row = point.y() / row_height();
  return point.y() >= 0 && row < static_cast<int>(candidates_.size()) ? row : -1;
}

void TopBars::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& colors = tokens();
  const int row = row_height();
  const QFontMetrics small(tabular_font(TextSize::small));
  int figures = small.horizontalAdvance(probability_text(0.888)), differences = 0;
  for (const Candidate& candidate : candidates_) {
    figures = std::max(figures, small.horizontalAdvance(probability_text(candidate.probability)));
    if (candidate.difference) differences = small.horizontalAdvance(difference_text(-0.888)) + grid::small;
  }
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    const bool right = !hidden_.isEmpty() && candidate.token.compare(hidden_, Qt::CaseInsensitive) == 0;
    const QRectF area(0, static_cast<double>(i) * row + 1, width(), row - 2);
    QColor bar = right ? colors.good : colors.accent;
    bar.setAlphaF(0.24F);
    painter.setPen(Qt::NoPen);
    if (static_cast<int>(i) == hovered_) {
      painter.setBrush(colors.raised);
      painter.drawRoundedRect(area, 4, 4);
    }
    // Bars share one scale, the whole width being certainty, so that masks compare.
    painter.setBrush(bar);
    painter.drawRoundedRect(
        QRectF(area.left(), area.top(),
               std::max(3.0, area.width() * std::min(1.0, candidate.probability / full_)), area.height()),
        4, 4);
    if (hasFocus() && static_cast<int>(i) == current_) {
      painter.setPen(QPen(colors.accent, 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    painter.setPen(right ? colors.good : colors.text);
    painter.setFont(ui::font(TextSize::body, i == 0 || right));
    const QString shown = (candidate.joins ? QStringLiteral("…") : QString()) + candidate.token;
    const QRectF words = area.adjusted(grid::small, 0, -figures - differences - grid::small, 0);
    painter.drawText(
        words, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(shown, Qt::ElideRight, static_cast<int>(words.width())));
    painter.setPen(colors.muted);
    painter.setFont(tabular_font(TextSize::small));
    painter.drawText(area.adjusted(0, 0, -grid::unit, 0), Qt::AlignRight | Qt::AlignVCenter,
                     probability_text(candidate.probability));
    if (!candidate.difference) continue;
    // A change too small to be written has no colour.
    const double change = std::abs(*candidate.difference) < 0.0005 ? 0 : *candidate.difference;
    painter.setPen(change > 0 ? colors.good : change < 0 ? colors.bad : colors.muted);
    painter.drawText(area.adjusted(0, 0, -grid::unit - figures - grid::small, 0),
                     Qt::AlignRight | Qt::AlignVCenter, difference_text(change));
  }
}

void TopBars::mouseMoveEvent(QMouseEvent* event) {
  const int bar = barAt(event->position().toPoint());
  if (bar == hovered_) return;
  hovered_ = bar;
  update();
}

void TopBars::mousePressEvent(QMouseEvent* event) {
  const int bar = barAt(event->position().toPoint());
  if (bar >= 0 && event->button() == Qt::LeftButton) choose(bar);
}

void TopBars::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(candidates_.size()) - 1;
  if (event->key() == Qt::Key_Down)
    current_ = std::min(current_ + 1, last);
  else if (event->key() == Qt::Key_Up)
    current_ = std::max(current_ - 1, 0);
  else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Space) && current_ <= last &&
           last >= 0) {
    return choose(current_);
  } else {
    return QWidget::keyPressEvent(event);
  }
  update();
}

void TopBars::choose(int row) {
  const QString token = candidates_[static_cast<std::size_t>(row)].token;
  Q_EMIT chosen(token);
  Q_EMIT rowChosen(row);
}

void TopBars::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

}  // namespace cloze::ui
