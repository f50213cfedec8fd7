// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/attention_matrix.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/models/masked_line.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

/// Of more the names find no room.
constexpr int most_named = 43;
constexpr int largest_square = 560, largest_cell = 40, named_from = 13, longest_name = 96;

}  // namespace

QStringList shown_pieces(const std::vector<std::string>& tokens) {
  static const QChar word_begin(0x2581);
  QStringList shown;
  for (const std::string& token : tokens) {
    QString text = QString::fromStdString(token);
    const bool special = text.startsWith(QLatin1Char('[')) && text.endsWith(QLatin1Char(']'));
    const bool begins = text.startsWith(word_begin);
    text.remove(word_begin);
    shown << (special || begins || text.isEmpty() || !text[0].isLetter() || is_mostly_ideographic(text)
                  ? text
                  : QStringLiteral("…") + text);
  }
  return shown;
}

AttentionMatrix::AttentionMatrix(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Attention between all pairs of tokens; arrow keys walk"));
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void AttentionMatrix::setMap(const AttentionMap& map) {
  const bool other = map.tokens.size() != static_cast<std::size_t>(tokens_.size());
  tokens_ = shown_pieces(map.tokens);
  weights_ = map.weights;
  if (other) point({-1, -1});
  makeImage();
  if (other) updateGeometry();
  update();
}

void AttentionMatrix::makeImage() {
  const int length = static_cast<int>(tokens_.size());
  image_ = QImage(length, length, QImage::Format_RGB32);
  if (length == 0) return;
  const float largest = std::max(1e-6F, *std::ranges::max_element(weights_));
  const QColor low = tokens().surface, high = tokens().accent;
  // Of many tokens most weights are small, and what they say is in their differences: there a square root.
  const double power = length > most_named ? 0.5 : 1;
  std::array<QRgb, 256> ramp{};
  for (int i = 0; i < 256; ++i) {
    const double share = std::pow(i / 255.0, power);
    const auto mix = [&](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    ramp[static_cast<std::size_t>(i)] =
        qRgb(mix(low.red(), high.red()), mix(low.green(), high.green()), mix(low.blue(), high.blue()));
  }
  for (int row = 0; row < length; ++row) {
    auto* line = reinterpret_cast<QRgb*>(image_.scanLine(row));
    const float* weights = weights_.data() + static_cast<std::ptrdiff_t>(row) * length;
    for (int column = 0; column < length; ++column)
      line[column] = ramp[static_cast<std::size_t>(std::clamp(weights[column] / largest, 0.0F, 1.0F) * 255)];
  }
}

AttentionMatrix::Layout AttentionMatrix::layOut(int width) const {
  const int length = static_cast<int>(tokens_.size());
  Layout layout;
  if (length == 0) return layout;
  const QFontMetrics metrics(ui::font(TextSize::small));
  int longest = 0;
  for (const QString& token : tokens_) longest = std::max(longest, metrics.horizontalAdvance(token));
  const int names = std::min(longest, longest_name) + grid::medium;
  const auto cell_of = [&](int room) {
    return std::min<double>(largest_cell, static_cast<double>(std::min(room, largest_square)) / length);
  };
  layout.cell = cell_of(width - names);
  layout.named = layout.cell >= named_from;
  if (layout.named) {
    layout.cell = std::floor(layout.cell);
    layout.left = layout.top = names;
  } else {
    layout.cell = std::max(1.0, cell_of(width));
    if (layout.cell * length > width) layout.cell = static_cast<double>(width) / length;
  }
  return layout;
}

QRect AttentionMatrix::square() const {
  const Layout layout = layOut(width());
  const int side = static_cast<int>(std::lround(layout.cell * static_cast<double>(tokens_.size())));
  return {layout.left, layout.top, side, side};
}

int AttentionMatrix::heightForWidth(int width) const {
  const Layout layout = layOut(width);
  return layout.top + static_cast<int>(std::ceil(layout.cell * static_cast<double>(tokens_.size()))) + 2;
}

QSize AttentionMatrix::sizeHint() const {
  return {480, heightForWidth(width() > 100 ? width() : 480)};
}

QPoint AttentionMatrix::cellAt(const QPoint& point) const {
  const Layout layout = layOut(width());
  if (!square().contains(point)) return {-1, -1};
  const int last = static_cast<int>(tokens_.size()) - 1;
  return {std::min(last, static_cast<int>((point.x() - layout.left) / layout.cell)),
          std::min(last, static_cast<int>((point.y() - layout.top) / layout.cell))};
}

void AttentionMatrix::point(const QPoint& cell) {
  if (cell == cell_) return;
  cell_ = cell;
  update();
  Q_EMIT pointed(cell.y(), cell.x());
}

void AttentionMatrix::paintEvent(QPaintEvent*) {
  if (tokens_.isEmpty()) return;
  QPainter painter(this);
  const Layout layout = layOut(width());
  const QRect area = square();
  painter.setRenderHint(QPainter::SmoothPixmapTransform, layout.cell < 1);
  painter.drawImage(area, image_);
  painter.setPen(tokens().line);
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  if (layout.named) {
    painter.setFont(ui::font(TextSize::small));
    const QFontMetrics metrics = painter.fontMetrics();
    for (int i = 0; i < tokens_.size(); ++i) {
      const QString name = metrics.elidedText(tokens_[i], Qt::ElideRight, layout.left - grid::unit);
      const double at = layout.cell * i;
      painter.setPen(i == cell_.y() ? tokens().text : tokens().muted);
      painter.drawText(QRectF(0, layout.top + at, layout.left - grid::unit, layout.cell),
                       Qt::AlignRight | Qt::AlignVCenter, name);
      painter.save();
      painter.translate(layout.left + at + layout.cell / 2, layout.top - grid::unit);
      painter.rotate(-90);
      painter.setPen(i == cell_.x() ? tokens().text : tokens().muted);
      painter.drawText(QRectF(0, -layout.cell / 2, layout.top, layout.cell), Qt::AlignLeft | Qt::AlignVCenter,
                       name);
      painter.restore();
    }
  }
  if (cell_.x() < 0) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(tokens().text, 1.5));
  const double side = std::max(layout.cell, 5.0);
  const QPointF middle(area.left() + layout.cell * (cell_.x() + 0.5),
                       area.top() + layout.cell * (cell_.y() + 0.5));
  painter.drawRect(QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side));
}

void AttentionMatrix::mouseMoveEvent(QMouseEvent* event) {
  point(cellAt(event->position().toPoint()));
}

void AttentionMatrix::leaveEvent(QEvent*) {
  point({-1, -1});
}

void AttentionMatrix::keyPressEvent(QKeyEvent* event) {
  const int last = static_cast<int>(tokens_.size()) - 1;
  QPoint cell = cell_.x() < 0 ? QPoint(0, 0) : cell_;
  switch (event->key()) {
    case Qt::Key_Left:
      cell.rx() -= cell_.x() >= 0;
      break;
    case Qt::Key_Right:
      cell.rx() += cell_.x() >= 0;
      break;
    case Qt::Key_Up:
      cell.ry() -= cell_.x() >= 0;
      break;
    case Qt::Key_Down:
      cell.ry() += cell_.x() >= 0;
      break;
    default:
      return QWidget::keyPressEvent(event);
  }
  if (last >= 0) point({std::clamp(cell.x(), 0, last), std::clamp(cell.y(), 0, last)});
}

void AttentionMatrix::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) makeImage();
  QWidget::changeEvent(event);
}

}  // namespace cloze::ui
