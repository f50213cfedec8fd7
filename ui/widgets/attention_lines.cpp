// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/attention_lines.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/attention_matrix.h"

namespace cloze::ui {
namespace {

constexpr int widest = 620, names = 150;
/// Lines lighter than this share of a token's heaviest one say nothing and cover the others.
constexpr float lightest = 0.15F;

}  // namespace

AttentionLines::AttentionLines(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Which tokens look at which; up and down choose one"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void AttentionLines::setMap(const AttentionMap& map) {
  const bool other = map.tokens.size() != static_cast<std::size_t>(tokens_.size());
  tokens_ = shown_pieces(map.tokens);
  weights_ = map.weights;
  const std::size_t length = map.tokens.size();
  heaviest_.assign(length, 0);
  for (std::size_t i = 0; i < weights_.size(); ++i)
    heaviest_[i / length] = std::max(heaviest_[i / length], weights_[i]);
  if (other) {
    choose(-1);
    updateGeometry();
  }
  update();
}

int AttentionLines::rowHeight() const {
  return QFontMetrics(ui::font(TextSize::body)).height() + 6;
}

float AttentionLines::weight(int looking, int looked_at) const {
  return weights_[static_cast<std::size_t>(looking) * static_cast<std::size_t>(tokens_.size()) +
                  static_cast<std::size_t>(looked_at)];
}

QSize AttentionLines::sizeHint() const {
  return {widest, static_cast<int>(tokens_.size()) * rowHeight() + 2};
}

int AttentionLines::tokenAt(const QPoint& point) const {
  const int row = point.y() / rowHeight();
  return point.y() >= 0 && point.x() < std::min(width(), widest) && row < tokens_.size() ? row : -1;
}

void AttentionLines::choose(int token) {
  if (token == chosen_) return;
  chosen_ = token;
  setAccessibleDescription(token < 0 ? QString() : tokens_[token]);
  update();
}

void AttentionLines::paintEvent(QPaintEvent* event) {
  if (tokens_.isEmpty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Tokens& colors = ui::tokens();
  const int row = rowHeight(), right = std::min(width(), widest) - names - grid::small;
  const int left = names + grid::small, length = static_cast<int>(tokens_.size());
  // Lines go to far rows, so those of rows out of sight are drawn as well where they pass; their ends decide.
  const QRect seen = event->rect();
  QColor line = colors.accent;
  for (int looking = 0; looking < length; ++looking) {
    if (chosen_ >= 0 && looking != chosen_) continue;
    const float enough = heaviest_[static_cast<std::size_t>(looking)] * lightest;
    for (int at = 0; at < length; ++at) {
      const float heavy = weight(looking, at);
      if (heavy < enough) continue;
      const double from = row * (looking + 0.5), to = row * (at + 0.5);
      if (std::max(from, to) < seen.top() || std::min(from, to) > seen.bottom()) continue;
      line.setAlphaF(std::clamp(chosen_ >= 0 ? 0.2F + heavy : heavy, 0.04F, 1.0F));
      painter.setPen(QPen(line, 1 + 4 * heavy));
      painter.drawLine(QPointF(left, from), QPointF(right, to));
    }
  }
  const int first = std::max(0, seen.top() / row), last = std::min(length - 1, seen.bottom() / row);
  for (int i = first; i <= last; ++i) {
    const QRect area(0, row * i, names, row);
    const bool own = i == chosen_;
    painter.setFont(ui::font(TextSize::body, own));
    painter.setPen(chosen_ < 0 || own ? colors.text : colors.muted);
    const QString name = painter.fontMetrics().elidedText(tokens_[i], Qt::ElideRight, names);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, name);
    QString looked_at = tokens_[i];
    const bool strong =
        chosen_ >= 0 && weight(chosen_, i) >= heaviest_[static_cast<std::size_t>(chosen_)] * lightest;
    painter.setFont(ui::font(TextSize::body, false));
    painter.setPen(chosen_ < 0 || strong ? colors.text : colors.muted);
    const QRect opposite = area.translated(right + grid::small, 0);
    painter.drawText(opposite, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(looked_at, Qt::ElideRight, names - (strong ? 56 : 0)));
    if (!strong) continue;
    painter.setPen(colors.muted);
    painter.setFont(tabular_font(TextSize::small));
    painter.drawText(opposite, Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("%1 %").arg(QLocale().toString(100.0 * weight(chosen_, i), 'f', 1)));
  }
}

void AttentionLines::mouseMoveEvent(QMouseEvent* event) {
  choose(tokenAt(event->position().toPoint()));
}

void AttentionLines::leaveEvent(QEvent*) {
  choose(-1);
}

void AttentionLines::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(tokens_.size()) - 1;
  if (event->key() == Qt::Key_Down)
    choose(std::min(chosen_ + 1, last));
  else if (event->key() == Qt::Key_Up)
    choose(std::max(chosen_ - 1, std::min(0, last)));
  else if (event->key() == Qt::Key_Escape && chosen_ >= 0)
    choose(-1);
  else
    QWidget::keyPressEvent(event);
}

}  // namespace cloze::ui
