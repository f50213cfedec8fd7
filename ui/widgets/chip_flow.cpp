// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip_flow.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/heat.h"

namespace cloze::ui {
namespace {

constexpr int chip_pad = 8, chip_gap = 5, row_gap = 8;

QFont chip_font() {
  QFont result = ui::font(TextSize::body);
  result.setPointSizeF(result.pointSizeF() * 1.2);
  return result;
}

int chip_height() {
  return QFontMetrics(chip_font()).height() + 10;
}

QString shown_text(const MaskedLine::Piece& piece) {
  if (!piece.masked) return piece.text;
  return piece.hidden.isEmpty() ? QStringLiteral("?") : piece.hidden;
}

/// Where the row of a chip's word is drawn as one: square corners where the word goes on.
QPainterPath chip_outline(const QRectF& area, bool open_left, bool open_right) {
  QPainterPath path;
  path.setFillRule(Qt::WindingFill);
  path.addRoundedRect(area, 7, 7);
  if (open_left) path.addRect(QRectF(area.left(), area.top(), 8, area.height()));
  if (open_right) path.addRect(QRectF(area.right() - 8, area.top(), 8, area.height()));
  return path.simplified();
}

}  // namespace

ChipFlow::ChipFlow(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName(tr("Words; Space hides the one in focus"));
}

void ChipFlow::setLine(const MaskedLine& line) {
  line_ = line;
  heat_.clear();
  hovered_ = -1;
  current_ = std::min(current_, static_cast<int>(line_.pieces().size()) - 1);
  setAccessibleDescription(line_.text());
  layOut(width(), chips_);
  updateGeometry();
  update();
}

void ChipFlow::setHeat(std::vector<Heat> heat) {
  heat_ = std::move(heat);
  heat_.resize(heat_.empty() ? 0 : line_.pieces().size());
  update();
}

void ChipFlow::setCentered(bool centered) {
  centered_ = centered;
  layOut(width(), chips_);
  update();
}

int ChipFlow::layOut(int width, std::vector<QRect>& chips) const {
  const QFontMetrics metrics(chip_font());
  const int height = chip_height();
  const auto& pieces = line_.pieces();
  chips.assign(pieces.size(), {});
  int left = 0, top = 0;
  std::size_t row_start = 0;
  const auto end_row = [&](std::size_t end, int right) {
    if (!centered_) return;
    for (std::size_t i = row_start; i < end; ++i) chips[i].translate((width - right) / 2, 0);
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const QString text = shown_text(pieces[i]);
    const bool sign = text.size() == 1 && !text[0].isLetterOrNumber() && !pieces[i].masked;
    const bool joins_next = i + 1 < pieces.size() && pieces[i + 1].joined;
    int wide = metrics.horizontalAdvance(text);
    if (pieces[i].masked)
      wide = std::max(wide + 2 * chip_pad, 40);
    else
      wide += (pieces[i].joined ? 4 : sign ? 5 : chip_pad) + (joins_next ? 4 : sign ? 5 : chip_pad);
    if (i > 0) left += pieces[i].joined ? 1 : chip_gap;
    if (left + wide > width && left > 0) {
      end_row(i, left - chip_gap);
      row_start = i;
      left = 0;
      top += height + row_gap;
    }
    chips[i] = QRect(left, top, wide, height);
    left += wide;
  }
  end_row(pieces.size(), left);
  return top + height;
}

int ChipFlow::heightForWidth(int width) const {
  std::vector<QRect> chips;
  return layOut(width, chips) + 2;
}

QSize ChipFlow::sizeHint() const {
  return {400, heightForWidth(width() > 100 ? width() : 400)};
}
QSize ChipFlow::minimumSizeHint() const {
  return {120, chip_height() + 2};
}

int ChipFlow::chipAt(const QPoint& point) const {
  const auto found = std::ranges::find_if(chips_, [&](const QRect& chip) { return chip.contains(point); });
  return found == chips_.end() ? -1 : static_cast<int>(found - chips_.begin());
}

QRect ChipFlow::chipRect(int chip) const {
  return chip < 0 || chip >= static_cast<int>(chips_.size()) ? QRect()
                                                             : chips_[static_cast<std::size_t>(chip)];
}

void ChipFlow::toggle(int chip) {
  if (!line_.toggle(chip)) return;
  current_ = chip;
  setLine(MaskedLine(line_));
  Q_EMIT changed();
}

void ChipFlow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(chip_font());
  const Tokens& colors = tokens();
  const auto& pieces = line_.pieces();
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    const MaskedLine::Piece& piece = pieces[i];
    const QRectF area = QRectF(chips_[i]).adjusted(0.5, 0.5, -0.5, 0.5);
    const bool goes_on =
        i + 1 < pieces.size() && pieces[i + 1].joined && chips_[i + 1].top() == chips_[i].top();
    const bool came_on = piece.joined && i > 0 && chips_[i - 1].top() == chips_[i].top();
    const bool hot = static_cast<int>(i) == hovered_ && !piece.fixed;
    if (piece.masked) {
      // The gap itself: filled with the accent, what it hides shown faintly.
      painter.setPen(Qt::NoPen);
      painter.setBrush(colors.accent);
      painter.drawRoundedRect(area, 7, 7);
      QColor faint = colors.on_accent;
      faint.setAlphaF(piece.hidden.isEmpty() ? 1.0F : hot ? 0.95F : 0.72F);
      painter.setPen(faint);
    } else {
      QColor line = hot ? colors.accent : colors.line;
      painter.setPen(piece.fixed ? QPen(Qt::NoPen) : QPen(line, 1));
      painter.setBrush(piece.fixed ? Qt::transparent : hot ? colors.raised : colors.surface);
      painter.drawPath(chip_outline(area, came_on, goes_on));
      if (!heat_.empty() && std::isfinite(heat_[i].surprisal)) {
        painter.setBrush(heat_color(heat_[i].surprisal));
        painter.drawPath(chip_outline(area, came_on, goes_on));
      }
      painter.setPen(piece.fixed ? colors.muted : colors.text);
    }
    painter.drawText(area, Qt::AlignCenter, shown_text(piece));
    if (piece.masked && !piece.hidden.isEmpty()) {
      painter.setPen(QPen(painter.pen().color(), 1.4));
      const int wide = painter.fontMetrics().horizontalAdvance(piece.hidden);
      painter.drawLine(QPointF(area.center().x() - wide / 2.0, area.center().y() + 1),
                       QPointF(area.center().x() + wide / 2.0, area.center().y() + 1));
    }
    if (hasFocus() && static_cast<int>(i) == current_) {
      painter.setPen(QPen(piece.masked ? colors.text : colors.accent, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    }
  }
}

void ChipFlow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut(width(), chips_);
}

void ChipFlow::mouseMoveEvent(QMouseEvent* event) {
  const int chip = chipAt(event->position().toPoint());
  if (chip == hovered_) return;
  hovered_ = chip;
  setCursor(chip >= 0 && !line_.pieces()[static_cast<std::size_t>(chip)].fixed ? Qt::PointingHandCursor
                                                                               : Qt::ArrowCursor);
  update();
}

void ChipFlow::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) toggle(chipAt(event->position().toPoint()));
}

void ChipFlow::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(chips_.size()) - 1;
  switch (event->key()) {
    case Qt::Key_Right:
      current_ = std::min(current_ + 1, last);
      break;
    case Qt::Key_Left:
      current_ = std::max(current_ - 1, std::min(0, last));
      break;
    case Qt::Key_Home:
      current_ = std::min(0, last);
      break;
    case Qt::Key_End:
      current_ = last;
      break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
      toggle(current_);
      break;
    default:
      return QWidget::keyPressEvent(event);
  }
  update();
}

void ChipFlow::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

bool ChipFlow::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int chip = chipAt(help->pos());
    if (chip < 0) {
      QToolTip::hideText();
      return true;
    }
    const MaskedLine::Piece& piece = line_.pieces()[static_cast<std::size_t>(chip)];
    if (!heat_.empty() && !heat_[static_cast<std::size_t>(chip)].note.isEmpty()) {
      QToolTip::showText(help->globalPos(), heat_[static_cast<std::size_t>(chip)].note, this, chipRect(chip));
      return true;
    }
    QToolTip::showText(help->globalPos(),
                       piece.fixed              ? tr("Separates two texts")
                       : !piece.masked          ? tr("Hide “%1” from the model").arg(piece.text)
                       : piece.hidden.isEmpty() ? tr("A gap you typed")
                                                : tr("Show “%1” again").arg(piece.hidden),
                       this, chipRect(chip));
    return true;
  }
  return QWidget::event(event);
}

}  // namespace cloze::ui
