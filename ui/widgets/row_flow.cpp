// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_flow.h"

#include <QFontMetricsF>
#include <QHash>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/heat.h"

namespace cloze::ui {
namespace {

constexpr int margin = 12, pad = 1, mark_pad = 4, gap = 3, line_gap = 4, title_gap = 10;

/// Line breaks would tear the line; they are shown by their sign.
QString visible_text(const QString& text) {
  QString shown = text;
  shown.replace(QLatin1Char('\n'), QChar(0x21B5));
  shown.replace(QLatin1Char('\t'), QChar(0x21E5));
  return shown;
}

bool is_mark(SeenKind kind) {
  return kind != SeenKind::ordinary;
}

/// Text stands without the blank of its word inside a mark and beneath it.
QString bare_text(const QString& text) {
  const QString bare = visible_text(text).trimmed();
  return bare.isEmpty() ? QString(QChar(0x2423)) : bare;
}

QString text_in(const ShownToken& token) {
  if (token.count > 1) return QStringLiteral("%1 × %2").arg(token.text).arg(token.count);
  return is_mark(token.kind) ? bare_text(token.text) : visible_text(token.text);
}

QFont text_font() {
  return ui::font(TextSize::body);
}
QFont small_font() {
  return ui::font(TextSize::small);
}

/// Special tokens are set smaller than text.
QFont font_of(SeenKind kind) {
  return is_predicted(kind) || kind == SeenKind::ordinary ? text_font() : small_font();
}

}  // namespace

RowFlow::RowFlow(QWidget* parent) : QAbstractScrollArea(parent) {
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  viewport()->setMouseTracking(true);
  viewport()->setAutoFillBackground(false);
  setAccessibleName(tr("Rows of the run"));
}

QColor RowFlow::mark_color(SeenKind kind) {
  const Tokens& colors = tokens();
  switch (kind) {
    case SeenKind::masked:
      return colors.accent;
    case SeenKind::replaced:
      return colors.bad;
    case SeenKind::kept:
      return colors.good;
    default:
      return colors.muted;
  }
}

void RowFlow::setRows(std::vector<ShownRow> rows) {
  rows_ = std::move(rows);
  tells_losses_ = std::ranges::any_of(rows_, [](const ShownRow& row) {
    return std::ranges::any_of(row.tokens, [](const ShownToken& token) { return token.loss.has_value(); });
  });
  layOut();
  QStringList spoken;
  for (const ShownRow& row : rows_) {
    QString text = row.title + QStringLiteral(": ");
    for (const ShownToken& token : row.tokens) text += text_in(token);
    spoken << text;
    if (spoken.size() >= 4) break;
  }
  setAccessibleDescription(spoken.join(QLatin1Char('\n')));
}

void RowFlow::scrollToTop() {
  verticalScrollBar()->setValue(0);
}

void RowFlow::layOut() {
  const QFontMetricsF text_metrics(text_font()), small_metrics(small_font());
  text_height_ = std::ceil(text_metrics.height());
  small_height_ = std::ceil(small_metrics.height());
  const double right = std::max(80, viewport()->width() - margin);
  places_.assign(rows_.size(), {});
  lines_.clear();
  QHash<QString, double> texts, smalls;  // Tokens repeat; measuring them is what costs.
  const auto width = [](QHash<QString, double>& known, const QFontMetricsF& metrics, const QString& text) {
    const auto found = known.constFind(text);
    return found != known.cend() ? *found : *known.insert(text, metrics.horizontalAdvance(text));
  };
  int top = margin / 2;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    lines_.push_back({int(r), -1, top, int(small_height_) + gap});
    top += lines_.back().height;
    const auto begin_line = [&](std::size_t first) {
      lines_.push_back({int(r), int(first), top, int(text_height_) + line_gap});
    };
    const auto& tokens = rows_[r].tokens;
    places_[r].resize(tokens.size());
    begin_line(0);
    double left = margin;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const ShownToken& token = tokens[i];
      const bool large = is_predicted(token.kind) || token.kind == SeenKind::ordinary;
      double wide = width(large ? texts : smalls, large ? text_metrics : small_metrics, text_in(token));
      if (is_predicted(token.kind))
        wide = std::max(wide, width(smalls, small_metrics, bare_text(token.original)));
      const double around = is_mark(token.kind) ? mark_pad + gap : pad;
      wide += 2 * around;
      // Words of the text stand apart on both sides of a mark, as they do elsewhere.
      if (is_predicted(token.kind) && token.original.startsWith(QLatin1Char(' '))) left += gap;
      if (left + wide > right && left > margin) {
        top += lines_.back().height;
        begin_line(i);
        left = margin;
      }
      places_[r][i] = {float(left), float(wide), int(lines_.size()) - 1};
      if (is_predicted(token.kind)) lines_.back().height = int(text_height_ + small_height_) + line_gap;
      left += wide;
    }
    top += lines_.back().height + title_gap;
  }
  const int height = rows_.empty() ? 0 : top;
  verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(int(text_height_) + line_gap);
  viewport()->update();
}

int RowFlow::lineAt(int y) const {
  const auto found =
      std::ranges::upper_bound(lines_, y, {}, [](const Line& line) { return line.top; }) - lines_.begin();
  return int(found) - 1;
}

QRect RowFlow::tokenRect(int row, int token) const {
  if (row < 0 || row >= int(places_.size()) || token < 0 || token >= int(places_[std::size_t(row)].size()))
    return {};
  const Place& place = places_[std::size_t(row)][std::size_t(token)];
  const Line& line = lines_[std::size_t(place.line)];
  return QRectF(place.left, line.top - verticalScrollBar()->value(), place.width, line.height - line_gap)
      .toAlignedRect();
}

const ShownToken* RowFlow::tokenAt(const QPoint& point) const {
  const int at = lineAt(point.y() + verticalScrollBar()->value());
  if (at < 0 || lines_[std::size_t(at)].first < 0) return nullptr;
  const Line& line = lines_[std::size_t(at)];
  const auto& places = places_[std::size_t(line.row)];
  for (auto i = std::size_t(line.first); i < places.size() && places[i].line == at; ++i)
    if (tokenRect(line.row, int(i)).contains(point)) return &rows_[std::size_t(line.row)].tokens[i];
  return nullptr;
}

void RowFlow::paintTitle(QPainter& painter, const Line& line, int top) const {
  const ShownRow& row = rows_[std::size_t(line.row)];
  const QRect area(margin, top, viewport()->width() - 2 * margin, line.height);
  painter.setFont(ui::font(TextSize::small, true));
  painter.setPen(tokens().text);
  painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, row.title);
  const int taken = painter.fontMetrics().horizontalAdvance(row.title) + grid::large;
  painter.setFont(small_font());
  painter.setPen(tokens().muted);
  painter.drawText(
      area.adjusted(taken, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop,
      painter.fontMetrics().elidedText(row.note, Qt::ElideRight, std::max(0, area.width() - taken)));
}

void RowFlow::paintToken(QPainter& painter, const ShownToken& token, const QRectF& area) const {
  const Tokens& colors = tokens();
  const QString text = text_in(token);
  const QRectF upper(area.left(), area.top(), area.width(), text_height_);
  painter.setFont(font_of(token.kind));
  if (!is_mark(token.kind)) {
    // Neighbours differ in tint; the second segment has colours of its own. Where colours tell losses, those
    // of the text would be in their way.
    static const QColor tints[2][2] = {{QColor(0x56, 0xb4, 0xe9), QColor(0xe6, 0x9f, 0x00)},
                                       {QColor(0x00, 0x9e, 0x73), QColor(0xcc, 0x79, 0xa7)}};
    QColor tint = tints[token.segment == 0 ? 0 : 1][token.position % 2];
    tint.setAlphaF(current_scheme() == ColorScheme::dark ? 0.24F : 0.22F);
    if (!tells_losses_) painter.fillRect(upper, tint);
    painter.setPen(colors.text);
    painter.drawText(upper.adjusted(pad, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    return;
  }
  const QRectF chip = upper.adjusted(gap, 0.5, -gap, -0.5);
  const QColor color = mark_color(token.kind);
  // With losses the colour tells how wrong the model was, and the outline what it was given.
  const bool filled = token.kind == SeenKind::masked && !token.loss;
  if (token.loss) painter.fillRect(area.adjusted(1, 0, -1, 0), heat_color(*token.loss));
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setPen(QPen(color, 1, token.kind == SeenKind::padding ? Qt::DotLine : Qt::SolidLine));
  painter.setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(chip, 3, 3);
  if (token.kind == SeenKind::document_end) {
    painter.setPen(QPen(colors.text, 2));
    painter.drawLine(upper.topRight() + QPointF(-1, 0), upper.bottomRight() + QPointF(-1, 0));
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(filled ? colors.on_accent : is_predicted(token.kind) ? colors.text : colors.muted);
  painter.drawText(chip, Qt::AlignCenter, text);
  if (!is_predicted(token.kind)) return;
  painter.setFont(small_font());
  painter.setPen(token.loss ? colors.text : color);
  painter.drawText(QRectF(area.left(), area.top() + text_height_, area.width(), small_height_),
                   Qt::AlignHCenter | Qt::AlignTop, bare_text(token.original));
}

void RowFlow::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  const int scrolled = verticalScrollBar()->value();
  for (int at = std::max(0, lineAt(event->rect().top() + scrolled)); at < int(lines_.size()); ++at) {
    const Line& line = lines_[std::size_t(at)];
    if (line.top - scrolled > event->rect().bottom()) break;
    if (line.first < 0) {
      paintTitle(painter, line, line.top - scrolled);
      continue;
    }
    const auto& places = places_[std::size_t(line.row)];
    for (auto i = std::size_t(line.first); i < places.size() && places[i].line == at; ++i)
      paintToken(painter, rows_[std::size_t(line.row)].tokens[i],
                 QRectF(places[i].left, line.top - scrolled, places[i].width, line.height - line_gap));
  }
}

void RowFlow::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  layOut();
}

bool RowFlow::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    if (const ShownToken* token = tokenAt(help->pos()))
      QToolTip::showText(help->globalPos(), describe(*token), viewport());
    else
      QToolTip::hideText();
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

void RowFlow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) layOut();
  QAbstractScrollArea::changeEvent(event);
}

}  // namespace cloze::ui
