// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/relation_plot.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/file.h"
#include "ui/bridge/background.h"
#include "ui/charts/chart_export.h"
#include "ui/widgets/relation_painter.h"

namespace cloze::ui {
namespace {

constexpr std::size_t many_runs = 3000;  ///< Take longer than a frame to draw.
constexpr double near_enough = 7;        ///< Pixels between the pointer and what it points at.
constexpr double axis_reach = 16;        ///< Pixels beside an axis in which a drag marks a stretch of it.
constexpr double least_drag = 4;         ///< Pixels; less is a click.
constexpr QSize figure_size(960, 540);

double distance_to_line(const QPointF& at, const QPointF& from, const QPointF& to) {
  const QPointF along = to - from, there = at - from;
  const double length = QPointF::dotProduct(along, along);
  const double share = length > 0 ? std::clamp(QPointF::dotProduct(there, along) / length, 0.0, 1.0) : 0;
  const QPointF gap = there - share * along;
  return std::hypot(gap.x(), gap.y());
}

void paint_all(QPainter& painter, RelationPlot::Kind kind, const PlottedRuns& runs, const QSizeF& size,
               double scale) {
  const Tokens& paper = paper_tokens();
  painter.fillRect(QRectF(QPointF(0, 0), size), paper.surface);
  const RelationLayout layout = layout_relation(kind, runs, size, scale, painter.device());
  if (kind == RelationPlot::Kind::points) paint_relation_axes(painter, kind, runs, layout, paper, scale);
  paint_others(painter, kind, runs, layout, paper, scale);
  paint_chosen(painter, kind, runs, layout, paper, scale);
  if (kind == RelationPlot::Kind::lines) paint_relation_axes(painter, kind, runs, layout, paper, scale);
}

QByteArray csv(const PlottedRuns& runs) {
  const auto quoted = [](QString text) {
    return '"' + text.replace('"', QLatin1String("\"\"")).toUtf8() + '"';
  };
  QByteArray result = "run";
  for (const RunAxis& axis : runs.axes) result += ',' + quoted(axis.title);
  result += '\n';
  for (std::size_t run = 0; run < runs.colors.size(); ++run) {
    result += quoted(runs.names[qsizetype(run)]);
    for (const RunAxis& axis : runs.axes) {
      const double value = axis.values[run];
      result += ',';
      if (std::isnan(value)) continue;
      result += axis.names.isEmpty() ? QByteArray::number(value, 'g', 17) : quoted(axis.text(run));
    }
    result += '\n';
  }
  return result;
}

}  // namespace

RelationPlot::RelationPlot(Kind kind, QWidget* parent) : QWidget(parent), kind_(kind) {
  setMouseTracking(true);
  setMinimumSize(240, 160);
  setCursor(Qt::CrossCursor);
}

void RelationPlot::setRuns(PlottedRuns runs) {
  const auto same_axes = [&] {
    return std::ranges::equal(runs.axes, runs_.axes, {}, &RunAxis::column, &RunAxis::column);
  };
  if (!same_axes()) brushes_.assign(runs.axes.size(), std::nullopt);
  runs_ = std::move(runs);
  hovered_ = brushed_axis_ = -1;
  press_.reset();
  stale_ = true;
  update();
}

void RelationPlot::setColors(std::vector<QColor> colors) {
  if (colors.size() != runs_.colors.size()) return;  // Of runs that are not here yet.
  runs_.colors = std::move(colors);
  stale_ = true;
  update();
}

void RelationPlot::setEmptyText(const QString& text) {
  empty_text_ = text;
  update();
}

std::optional<QPointF> RelationPlot::place(std::size_t run, std::size_t axis) const {
  return place_of(kind_, runs_, layout_, run, axis, 1);
}

int RelationPlot::runAt(const QPointF& at) const {
  int nearest = -1;
  double least = near_enough;
  const auto look = [&](std::size_t run, double distance) {
    // The chosen ones lie above.
    const double effective = runs_.colors[run].isValid() ? distance - 2 : distance;
    if (effective >= least) return;
    least = effective;
    nearest = int(run);
  };
  if (runs_.axes.empty()) return -1;
  if (kind_ == Kind::points) {
    for (std::size_t run = 0; run < runs_.colors.size(); ++run) {
      const auto there = place(run);
      if (there) look(run, std::hypot(there->x() - at.x(), there->y() - at.y()));
    }
    return nearest;
  }
  const auto& x = layout_.axis_x;
  const auto right = std::ranges::upper_bound(x, at.x());
  if (x.size() < 2 || right == x.begin() || right == x.end()) return -1;
  const auto axis = std::size_t(right - x.begin());
  for (std::size_t run = 0; run < runs_.colors.size(); ++run)
    look(run, distance_to_line(at, *place(run, axis - 1), *place(run, axis)));
  return nearest;
}

void RelationPlot::renew() {
  stale_ = false;
  const auto empty_layer = [this] {
    const double ratio = devicePixelRatioF();
    QImage layer((QSizeF(size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    layer.setDevicePixelRatio(ratio);
    layer.fill(Qt::transparent);
    return layer;
  };
  QImage axes = empty_layer();
  layout_ = layout_relation(kind_, runs_, size(), 1, &axes);
  QPainter painter(&axes);
  paint_relation_axes(painter, kind_, runs_, layout_, tokens(), 1);
  painter.end();
  axes_ = QPixmap::fromImage(axes);
  if (runs_.colors.size() > many_runs) return drawOthersElsewhere(empty_layer());
  QImage others = empty_layer();
  painter.begin(&others);
  paint_others(painter, kind_, runs_, layout_, tokens(), 1);
  painter.end();
  others_ = QPixmap::fromImage(others);
}

void RelationPlot::drawOthersElsewhere(QImage layer) {
  if (drawing_) {
    again_ = true;
    return;
  }
  drawing_ = true;
  run_in_background(
      this,
      [layer = std::move(layer), kind = kind_, runs = runs_, layout = layout_, colors = tokens()]() mutable {
        QPainter painter(&layer);
        paint_others(painter, kind, runs, layout, colors, 1);
        painter.end();
        return std::move(layer);
      },
      [this](const QImage& drawn) {
        drawing_ = false;
        others_ = QPixmap::fromImage(drawn);
        if (std::exchange(again_, false)) stale_ = true;  // It was of other runs, or of another size.
        update();
      });
}

void RelationPlot::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (runs_.axes.empty() || runs_.colors.empty()) {
    painter.setPen(tokens().muted);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
    return;
  }
  if (stale_) renew();
  if (kind_ == Kind::points) painter.drawPixmap(0, 0, axes_);
  painter.drawPixmap(0, 0, others_);
  paint_chosen(painter, kind_, runs_, layout_, tokens(), 1, hovered_);
  if (kind_ == Kind::lines) painter.drawPixmap(0, 0, axes_);
  QColor mark = tokens().accent;
  painter.setPen(mark);
  mark.setAlpha(50);
  painter.setBrush(mark);
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (std::size_t axis = 0; axis < brushes_.size() && kind_ == Kind::lines; ++axis) {
    if (!brushes_[axis]) continue;
    const double height = layout_.plot.height();
    painter.drawRect(
        QRectF(QPointF(layout_.axis_x[axis] - 6, layout_.plot.bottom() - brushes_[axis]->to * height),
               QPointF(layout_.axis_x[axis] + 6, layout_.plot.bottom() - brushes_[axis]->from * height)));
  }
  if (press_ && kind_ == Kind::points) painter.drawRect(QRectF(*press_, pointer_).normalized());
}

void RelationPlot::resizeEvent(QResizeEvent* event) {
  stale_ = true;
  QWidget::resizeEvent(event);
}

void RelationPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
      event->type() == QEvent::FontChange) {
    stale_ = true;
    update();
  }
  QWidget::changeEvent(event);
}

QString RelationPlot::about(int run) const {
  QStringList lines{QStringLiteral("<b>%1</b>").arg(runs_.names[run].toHtmlEscaped())};
  for (const RunAxis& axis : runs_.axes)
    lines << QStringLiteral("%1: %2").arg(axis.title, axis.text(std::size_t(run))).toHtmlEscaped();
  return QStringLiteral("<p style='white-space:pre'>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

bool RelationPlot::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int run = runAt(help->pos());
    if (run >= 0)
      QToolTip::showText(help->globalPos(), about(run), this);
    else
      QToolTip::hideText();
    return true;
  }
  if (event->type() == QEvent::Leave && hovered_ >= 0) {
    hovered_ = -1;
    update();
  }
  return QWidget::event(event);
}

int RelationPlot::axisAt(double x) const {
  if (kind_ != Kind::lines) return -1;
  for (std::size_t axis = 0; axis < layout_.axis_x.size(); ++axis)
    if (std::abs(layout_.axis_x[axis] - x) <= axis_reach) return int(axis);
  return -1;
}

void RelationPlot::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || runs_.colors.empty()) return QWidget::mousePressEvent(event);
  press_ = pointer_ = event->position();
  brushed_axis_ = axisAt(pointer_.x());
}

void RelationPlot::mouseMoveEvent(QMouseEvent* event) {
  pointer_ = event->position();
  if (press_ && brushed_axis_ >= 0) {
    const auto share = [&](double y) {
      return std::clamp((layout_.plot.bottom() - y) / layout_.plot.height(), 0.0, 1.0);
    };
    const double from = share(press_->y()), to = share(pointer_.y());
    brushes_[std::size_t(brushed_axis_)] = Brush{std::min(from, to), std::max(from, to)};
    update();
  } else if (press_) {
    update();
  } else if (const int run = runAt(pointer_); run != hovered_) {
    hovered_ = run;
    update();
  }
}

void RelationPlot::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !press_) return QWidget::mouseReleaseEvent(event);
  pointer_ = event->position();
  const QPointF way = pointer_ - *press_;
  const bool dragged = std::hypot(way.x(), way.y()) >= least_drag;
  const bool add = (event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
  if (dragged && brushed_axis_ >= 0) {
    finishBrush();
  } else if (dragged && kind_ == Kind::points) {
    finishRectangle(add);
  } else if (!dragged) {
    if (brushed_axis_ >= 0 && brushes_[std::size_t(brushed_axis_)]) {
      brushes_[std::size_t(brushed_axis_)].reset();  // A click on an axis takes its mark away.
      finishBrush();
    } else if (const int run = runAt(pointer_); run >= 0) {
      Q_EMIT chosen({run}, add);
    }
  }
  press_.reset();
  brushed_axis_ = -1;
  update();
}

void RelationPlot::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return QWidget::mouseDoubleClickEvent(event);
  std::ranges::fill(brushes_, std::nullopt);
  update();
}

void RelationPlot::finishBrush() {
  if (std::ranges::none_of(brushes_, [](const auto& brush) { return brush.has_value(); })) return;
  std::vector<int> inside;
  for (std::size_t run = 0; run < runs_.colors.size(); ++run) {
    bool all = true;
    for (std::size_t axis = 0; axis < brushes_.size() && all; ++axis) {
      if (!brushes_[axis]) continue;
      const double share = runs_.axes[axis].share(runs_.axes[axis].values[run]);
      all = share >= brushes_[axis]->from && share <= brushes_[axis]->to;  // Not-a-number is not.
    }
    if (all) inside.push_back(int(run));
  }
  Q_EMIT chosen(inside, false);
}

void RelationPlot::finishRectangle(bool add) {
  const QRectF marked = QRectF(*press_, pointer_).normalized();
  std::vector<int> inside;
  for (std::size_t run = 0; run < runs_.colors.size(); ++run) {
    const auto at = place(run);
    if (at && marked.contains(*at)) inside.push_back(int(run));
  }
  Q_EMIT chosen(inside, add);
}

QImage RelationPlot::image() const {
  return drawing_image([this](QPainter& painter, const QSizeF& size,
                              double scale) { paint_all(painter, kind_, runs_, size, scale); },
                       figure_size);
}

Result<void> RelationPlot::save(const QString& path) const {
  if (path.endsWith(".csv", Qt::CaseInsensitive)) {
    const QByteArray bytes = csv(runs_);
    return write_file_atomically(path.toStdString(), {bytes.constData(), std::size_t(bytes.size())});
  }
  return save_drawing([this](QPainter& painter, const QSizeF& size,
                             double scale) { paint_all(painter, kind_, runs_, size, scale); },
                      {}, figure_size, path);
}

}  // namespace cloze::ui
