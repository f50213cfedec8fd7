// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_flow.h"

#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int margin = 12, pad = 1, line_gap = 5, sentence_gap = 10;

QFont text_font() {
  QFont result = ui::font(TextSize::body);
  result.setPointSizeF(result.pointSizeF() * 1.08);
  return result;
}

/// Line breaks would tear the line; they are shown by their sign.
QString visible_text(const QString& text) {
  QString shown = text;
  shown.replace(QLatin1Char('\n'), QChar(0x21B5));
  shown.replace(QLatin1Char('\t'), QChar(0x21E5));
  return shown;
}

}  // namespace

TokenFlow::TokenFlow(QWidget* parent) : QAbstractScrollArea(parent) {
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  viewport()->setMouseTracking(true);
  viewport()->setAutoFillBackground(false);
  setAccessibleName(tr("Tokens"));
}

void TokenFlow::setTokens(std::vector<FlowToken> tokens) {
  tokens_ = std::move(tokens);
  hovered_ = -1;
  current_ = -1;
  layOut();
  verticalScrollBar()->setValue(0);
  QString text;
  for (const FlowToken& token : tokens_) {
    if (text.size() > 2000) break;
    text += token.text;
  }
  setAccessibleDescription(text);
  Q_EMIT currentChanged(-1);
}

void TokenFlow::setCompact(int lines) {
  compact_ = lines;
  const int line = QFontMetrics(text_font()).height() + line_gap;
  if (lines > 0) setFixedHeight(lines * line + 2 * margin - line_gap);
  layOut();
}

void TokenFlow::setPlaceholder(const QString& text) {
  placeholder_ = text;
  viewport()->update();
}

void TokenFlow::layOut() {
  const QFontMetricsF metrics(text_font());
  line_height_ = static_cast<int>(std::ceil(metrics.height())) + line_gap;
  const double right = std::max(80, viewport()->width() - margin);
  places_.assign(tokens_.size(), {});
  line_starts_.assign(tokens_.empty() ? 0 : 1, 0);
  QHash<QString, double> widths;  // Tokens repeat; measuring them is what costs.
  double left = margin;
  int line = 0;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const FlowToken& token = tokens_[i];
    auto known = widths.constFind(token.text);
    if (known == widths.cend())
      known = widths.insert(token.text, metrics.horizontalAdvance(visible_text(token.text)));
    const double wide = *known + 2 * pad;
    if (token.starts_sentence && left > margin) left += sentence_gap;
    if (left + wide > right && left > margin) {
      left = margin;
      ++line;
      line_starts_.push_back(static_cast<int>(i));
    }
    places_[i] = {static_cast<float>(left), static_cast<float>(wide), line};
    left += wide;
  }
  const int height = tokens_.empty() ? 0 : (line + 1) * line_height_ + 2 * margin;
  verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(line_height_);
  viewport()->update();
}

QRect TokenFlow::tokenRect(int token) const {
  if (token < 0 || token >= static_cast<int>(places_.size())) return {};
  const Place& place = places_[static_cast<std::size_t>(token)];
  return QRectF(place.left, margin + place.line * line_height_ - verticalScrollBar()->value(), place.width,
                line_height_ - line_gap)
      .toAlignedRect();
}

int TokenFlow::tokenAt(const QPoint& point) const {
  const int line =
      (point.y() + verticalScrollBar()->value() - margin + line_gap / 2) / std::max(1, line_height_);
  if (point.y() + verticalScrollBar()->value() < margin - line_gap / 2 ||
      line >= static_cast<int>(line_starts_.size()))
    return -1;
  const int first = line_starts_[static_cast<std::size_t>(line)];
  const int last = line + 1 < static_cast<int>(line_starts_.size())
                       ? line_starts_[static_cast<std::size_t>(line) + 1]
                       : static_cast<int>(places_.size());
  const auto begin = places_.begin() + first, end = places_.begin() + last;
  auto found = std::upper_bound(begin, end, static_cast<float>(point.x()),
                                [](float x, const Place& place) { return x < place.left; });
  if (found == begin) return -1;
  --found;
  return static_cast<float>(point.x()) < found->left + found->width
             ? static_cast<int>(found - places_.begin())
             : -1;
}

void TokenFlow::setCurrent(int token) {
  token = std::clamp(token, -1, static_cast<int>(tokens_.size()) - 1);
  if (token == current_) return;
  current_ = token;
  if (token >= 0) {
    const QRect place = tokenRect(token);
    QScrollBar* bar = verticalScrollBar();
    if (place.top() < margin) bar->setValue(bar->value() + place.top() - margin);
    if (place.bottom() > viewport()->height() - margin)
      bar->setValue(bar->value() + place.bottom() - viewport()->height() + margin);
  }
  viewport()->update();
  Q_EMIT currentChanged(token);
}

QString TokenFlow::describe(const FlowToken& token) {
  QStringList parts{tr("id %1").arg(token.id)};
  QString piece = visible_text(token.text);
  if (piece.startsWith(QLatin1Char(' '))) piece[0] = QChar(0x2581);
  parts << piece;
  parts << (token.unknown       ? tr("not in the vocabulary")
            : token.starts_word ? tr("begins a word")
                                : tr("continues a word"));
  if (token.starts_sentence) parts << tr("begins a sentence");
  return parts.join(QStringLiteral("  ·  "));
}

void TokenFlow::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  const Tokens& colors = tokens();
  painter.setFont(text_font());
  if (tokens_.empty()) {
    painter.setPen(colors.muted);
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, placeholder_);
    return;
  }
  const bool dark = current_scheme() == ColorScheme::dark;
  QColor tint[2] = {QColor(0x56, 0xb4, 0xe9), QColor(0xe6, 0x9f, 0x00)};
  for (QColor& color : tint) color.setAlphaF(dark ? 0.24F : 0.26F);
  QColor unknown = colors.bad;
  unknown.setAlphaF(0.35F);
  const int scrolled = verticalScrollBar()->value();
  const int first_line = std::max(0, (event->rect().top() + scrolled - margin) / line_height_);
  const int last_line = std::min(static_cast<int>(line_starts_.size()) - 1,
                                 (event->rect().bottom() + scrolled - margin) / line_height_);
  if (last_line < first_line) return;
  const int from = line_starts_[static_cast<std::size_t>(first_line)];
  const int to = last_line + 1 < static_cast<int>(line_starts_.size())
                     ? line_starts_[static_cast<std::size_t>(last_line) + 1]
                     : static_cast<int>(tokens_.size());
  const double ascent = painter.fontMetrics().ascent();
  for (int i = from; i < to; ++i) {
    const FlowToken& token = tokens_[static_cast<std::size_t>(i)];
    const Place& place = places_[static_cast<std::size_t>(i)];
    const QRectF area(place.left, margin + place.line * line_height_ - scrolled, place.width,
                      line_height_ - line_gap);
    painter.fillRect(area.adjusted(0.5, 0, -0.5, 0), token.unknown ? unknown : tint[i % 2]);
    if (token.starts_sentence)
      painter.fillRect(QRectF(area.left() - 2, area.top() + 1, 2, area.height() - 2), colors.accent);
    if (i == hovered_ || i == current_) {
      painter.setPen(QPen(i == current_ ? colors.accent : colors.muted, i == current_ ? 2 : 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(area.adjusted(0, -0.5, 0, 0.5));
    }
    painter.setPen(colors.text);
    painter.drawText(QPointF(area.left() + pad, area.top() + ascent), visible_text(token.text));
  }
}

void TokenFlow::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  layOut();
}

void TokenFlow::mouseMoveEvent(QMouseEvent* event) {
  const int token = tokenAt(event->position().toPoint());
  if (token == hovered_) return;
  hovered_ = token;
  viewport()->update();
  Q_EMIT hovered(token);
}

void TokenFlow::mousePressEvent(QMouseEvent* event) {
  const int token = tokenAt(event->position().toPoint());
  setCurrent(token == current_ ? -1 : token);
}

void TokenFlow::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Right:
      return setCurrent(current_ + 1);
    case Qt::Key_Left:
      return setCurrent(std::max(0, current_ - 1));
    case Qt::Key_Escape:
      return setCurrent(-1);
    default:
      QAbstractScrollArea::keyPressEvent(event);
  }
}

bool TokenFlow::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int token = tokenAt(help->pos());
    if (token >= 0)
      QToolTip::showText(help->globalPos(), describe(tokens_[static_cast<std::size_t>(token)]), viewport(),
                         tokenRect(token));
    else
      QToolTip::hideText();
    return true;
  }
  if (event->type() == QEvent::Leave && hovered_ >= 0) {
    hovered_ = -1;
    viewport()->update();
    Q_EMIT hovered(-1);
  }
  return QAbstractScrollArea::viewportEvent(event);
}

void TokenFlow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) layOut();
  QAbstractScrollArea::changeEvent(event);
}

}  // namespace cloze::ui
