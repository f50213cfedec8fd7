// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_chart.h"

#include <QCategoryAxis>
#include <QChart>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/charts/plot_item.h"
#include "ui/charts/ticks.h"
#include "ui/theme.h"

namespace cloze::ui {
namespace {

constexpr int refresh_ms = 33;
/// A click this near to a point means it.
constexpr double near_pixels = 9;

/// The axis itself stays from 0 to 1, and its marks are shares of it: a range that changes would lay out all
/// labels at once and, with the chart, once more.
void set_ticks(QCategoryAxis* axis, double low, double high, const std::vector<Tick>& ticks, bool log) {
  for (const QString& label : axis->categoriesLabels()) axis->remove(label);
  const auto scaled = [log](double value) { return log ? std::log10(value) : value; };
  const double first = scaled(low), width = scaled(high) - first;
  for (const Tick& tick : ticks) axis->append(tick.label, (scaled(tick.value) - first) / width);
}

}  // namespace

LineChart::LineChart(QWidget* parent)
    : QChartView(parent), x_axis_(new QCategoryAxis), y_axis_(new QCategoryAxis) {
  crosshair_ = std::nan("");
  chart()->legend()->hide();
  chart()->setBackgroundRoundness(0);
  chart()->setBackgroundVisible(false);
  chart()->setMargins({});
  chart()->setAnimationOptions(QChart::NoAnimation);
  chart()->addAxis(x_axis_, Qt::AlignBottom);
  chart()->addAxis(y_axis_, Qt::AlignLeft);
  for (QCategoryAxis* axis : {x_axis_, y_axis_}) {
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    axis->setStartValue(0);
    axis->setRange(0, 1);
  }
  plot_ = new PlotItem(chart(), series_, view_);
  crosshair_item_ = new CrosshairItem(chart(), series_, view_);
  setFrameShape(QFrame::NoFrame);
  setBackgroundBrush(Qt::NoBrush);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setRenderHint(QPainter::TextAntialiasing);
  setViewportUpdateMode(QGraphicsView::MinimalViewportUpdate);
  refresh_timer_.setSingleShot(true);
  connect(&refresh_timer_, &QTimer::timeout, this, &LineChart::refresh);
  applyTheme();
}

void LineChart::setSeries(std::vector<Series> series) {
  series_ = std::move(series);
  for (Series& one : series_) one.set_smoothing(smoothing_);
  news();
}

void LineChart::replace(int index, Series series) {
  Series& old = series_[std::size_t(index)];
  series.name = old.name;
  series.color = old.color;
  series.style = old.style;
  series.dashed = old.dashed;
  series.set_smoothing(smoothing_);
  old = std::move(series);
  news();
}

int LineChart::addSeries(Series series) {
  series.set_smoothing(smoothing_);
  series_.push_back(std::move(series));
  news();
  return int(series_.size()) - 1;
}

void LineChart::append(int index, double x, double y) {
  series_[std::size_t(index)].append(x, y);
  news();
}

void LineChart::setReach(double x) {
  if (x == reach_) return;
  reach_ = x;
  news();
}

void LineChart::setLogX(bool on) {
  if (view_.log_x == on) return;
  view_.log_x = on;
  news();
}

void LineChart::setXAxis(const QString& title, XKind kind) {
  x_title_ = title;
  if (kind != x_kind_) showX(0, 0);
  x_kind_ = kind;
  crosshair_item_->setXAxis(title, kind);
  news();
}

void LineChart::setLogY(bool on) {
  if (view_.log_y == on) return;
  view_.log_y = on;
  y_zoom_.reset();
  news();
}

void LineChart::setSmoothing(const Smoothing& how) {
  if (smoothing_ == how) return;
  smoothing_ = how;
  for (Series& one : series_) one.set_smoothing(how);
  news();
}

void LineChart::setCompact(bool on) {
  compact_ = on;
  crosshair_item_->setCompact(on);
  layoutPlot();
  news();
}

void LineChart::setEmptyText(const QString& text) {
  plot_->setEmptyText(text);
  plot_->update();
}

const View& LineChart::currentView() {
  if (stale_) refresh();
  return view_;
}

QRectF LineChart::plotRect() const {
  return plot_->area();
}

void LineChart::showX(double from, double to) {
  if (from < to) {
    x_zoom_ = Zoom{from, to};
  } else {
    x_zoom_.reset();
    y_zoom_.reset();
  }
  news();
}

void LineChart::resetZoom() {
  chooseX(0, 0);
}

void LineChart::chooseX(double from, double to) {
  showX(from, to);
  Q_EMIT xChosen(from < to ? from : 0, from < to ? to : 0);
}

View LineChart::wholeView() const {
  View all = view_;
  fit_x(all, series_, reach_);
  return all;
}

bool LineChart::tooNarrow(double from, double to) const {
  if (x_kind_ == XKind::count) return to - from < 2;
  const View all = wholeView();
  return to - from < (all.x_to - all.x_from) * 1e-7;
}

void LineChart::zoomX(double factor, double around) {
  const View view = currentView(), all = wholeView();
  const double middle = view.scaled_x(around);
  const double low = middle - (middle - view.scaled_x(view.x_from)) * factor;
  const double high = middle + (view.scaled_x(view.x_to) - middle) * factor;
  const double from = std::max(view.unscaled_x(low), all.x_from);
  const double to = std::min(view.unscaled_x(high), all.x_to);
  if (tooNarrow(from, to)) return;
  if (from <= all.x_from && to >= all.x_to) {
    chooseX(0, 0);
  } else {
    chooseX(from, to);
  }
}

void LineChart::shiftX(double share) {
  const View view = currentView(), all = wholeView();
  const double low = view.scaled_x(view.x_from), high = view.scaled_x(view.x_to);
  const double by = std::clamp(share * (high - low), all.scaled_x(all.x_from) - low,
                               std::max(0.0, all.scaled_x(all.x_to) - high));
  if (by != 0) chooseX(view.unscaled_x(low + by), view.unscaled_x(high + by));
}

std::optional<std::size_t> LineChart::pointAt(const QPointF& place) const {
  const QRectF area = plotRect();
  if (!points_choosable_ || series_.empty() || !area.contains(place)) return std::nullopt;
  const MinMaxPyramid& raw = series_.front().raw();
  std::optional<std::size_t> nearest;
  double least = near_pixels * near_pixels;
  const double from = view_.value_x(place.x() - near_pixels, area),
               to = view_.value_x(place.x() + near_pixels, area);
  for (std::size_t i = raw.lower_bound(from); i < raw.size() && raw.x(i) <= to; ++i) {
    // Off the scale a point is where its mark is.
    double y = view_.pixel_y(raw.y(i), area);
    if (std::isnan(y)) y = area.bottom();
    const double dx = view_.pixel_x(raw.x(i), area) - place.x();
    const double dy = std::clamp(y, area.top(), area.bottom()) - place.y();
    if (const double away = dx * dx + dy * dy; away < least) {
      least = away;
      nearest = i;
    }
  }
  return nearest;
}

void LineChart::chooseHighestPoint() {
  if (!points_choosable_ || series_.empty()) return;
  const View& view = currentView();
  const MinMaxPyramid& raw = series_.front().raw();
  std::optional<std::size_t> highest;
  for (std::size_t i = raw.lower_bound(view.x_from); i < raw.size() && raw.x(i) <= view.x_to; ++i)
    if (std::isfinite(raw.y(i)) && (!highest || raw.y(i) > raw.y(*highest))) highest = i;
  if (highest) Q_EMIT pointChosen(raw.x(*highest));
}

void LineChart::showCrosshair(double x) {
  moveCrosshair(x, false);
}

void LineChart::moveCrosshair(double x, bool tell) {
  if (x == crosshair_ || (std::isnan(x) && std::isnan(crosshair_))) return;
  crosshair_ = x;
  crosshair_item_->setX(x);
  if (tell) Q_EMIT crosshairMoved(x);
}

void LineChart::news() {
  stale_ = true;
  if (isVisible() && !refresh_timer_.isActive()) refresh_timer_.start(refresh_ms);
}

void LineChart::refresh() {
  refresh_timer_.stop();
  stale_ = false;
  const View before = view_;
  fit_x(view_, series_, reach_);
  if (x_zoom_) {
    // A stretch chosen on a linear axis may begin where a logarithmic one cannot.
    const double first = view_.log_x ? view_.x_from : x_zoom_->from;
    view_.x_from = std::max(x_zoom_->from, first);
    if (x_zoom_->to > view_.x_from) view_.x_to = x_zoom_->to;
  }
  const QRectF area = plotRect();
  fit_y(view_, series_, std::max(1, int(area.width())));
  if (y_zoom_) {
    view_.y_from = y_zoom_->from;
    view_.y_to = y_zoom_->to;
  }
  if (!(view_ == before) || y_axis_->count() == 0) {
    const int wide = std::max(2, int(area.width() / (compact_ ? 64 : 96)));
    const int high = std::max(2, int(area.height() / (compact_ ? 28 : 44)));
    set_ticks(x_axis_, view_.x_from, view_.x_to,
              x_ticks(x_kind_, view_.log_x, view_.x_from, view_.x_to, wide), view_.log_x);
    set_ticks(y_axis_, view_.y_from, view_.y_to,
              view_.log_y ? logarithmic_ticks(view_.y_from, view_.y_to, high)
                          : linear_ticks(view_.y_from, view_.y_to, high),
              view_.log_y);
  }
  plot_->renew();
  crosshair_item_->update();
  Q_EMIT viewRenewed();
}

void LineChart::applyTheme() {
  const Tokens& t = tokens();
  for (QCategoryAxis* axis : {x_axis_, y_axis_}) {
    axis->setLabelsFont(tabular_font(TextSize::small));
    axis->setLabelsColor(t.muted);
    axis->setLinePen(QPen(t.line, 1));
    axis->setGridLinePen(QPen(t.line, 1));
    axis->setGridLineVisible(axis == y_axis_);
  }
  plot_->renew();
}

void LineChart::layoutPlot() {
  const QFontMetricsF metrics(tabular_font(TextSize::small));
  const double left = std::ceil(metrics.horizontalAdvance("0.00000")) + 4;
  const double bottom = std::ceil(metrics.height()) + 6;
  const QRectF area(left, 8, std::max(20.0, width() - left - 16), std::max(20.0, height() - bottom - 8));
  chart()->setPlotArea(area);
  plot_->setArea(area);
  crosshair_item_->setArea(area);
}

void LineChart::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  layoutPlot();
  view_ = View{.log_x = view_.log_x, .log_y = view_.log_y};  // Other room, other marks.
  news();
  if (isVisible()) refresh();  // What is painted before the next turn would be the empty view.
}

void LineChart::showEvent(QShowEvent* event) {
  QChartView::showEvent(event);
  if (stale_) refresh();
}

void LineChart::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) applyTheme();
}

void LineChart::wheelEvent(QWheelEvent* event) {
  const QRectF area = plotRect();
  const QPointF at = event->position();
  if (!area.contains(at) || std::ranges::all_of(series_, [](const Series& s) { return s.raw().empty(); })) {
    event->ignore();
    return;
  }
  // Alt or Shift turn the wheel sideways on some desktops.
  const QPoint delta = event->angleDelta();
  const double factor = std::pow(0.999, delta.y() != 0 ? delta.y() : delta.x());
  if (event->modifiers() & Qt::ShiftModifier) {
    const View& view = currentView();
    const double low = view.scaled_y(view.y_from), high = view.scaled_y(view.y_to);
    const double middle = low + (area.bottom() - at.y()) / area.height() * (high - low);
    const double from = middle - (middle - low) * factor, to = middle + (high - middle) * factor;
    y_zoom_ = Zoom{view.unscaled_y(from), view.unscaled_y(to)};
    news();
  } else {
    zoomX(factor, view_.value_x(at.x(), area));
  }
  event->accept();
}

void LineChart::mousePressEvent(QMouseEvent* event) {
  if (!plotRect().contains(event->position())) return;
  press_ = event->position();
  panning_ = event->button() == Qt::MiddleButton || event->modifiers() & Qt::ShiftModifier;
  if (panning_) setCursor(Qt::ClosedHandCursor);
}

void LineChart::mouseMoveEvent(QMouseEvent* event) {
  const QRectF area = plotRect();
  const QPointF at = event->position();
  if (press_ && panning_) {
    shiftX((press_->x() - at.x()) / area.width());
    if (stale_) refresh();
    press_ = at;
    return;
  }
  if (press_) crosshair_item_->setBand(press_->x(), at.x());
  if (area.contains(at)) {
    const double x = view_.value_x(at.x(), area);
    moveCrosshair(x_kind_ == XKind::count ? std::round(x) : x, true);
  } else {
    moveCrosshair(std::nan(""), true);
  }
  if (points_choosable_ && !press_) setCursor(pointAt(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void LineChart::mouseReleaseEvent(QMouseEvent* event) {
  if (!press_) return;
  const QRectF area = plotRect();
  const double from = std::min(press_->x(), event->position().x()),
               to = std::max(press_->x(), event->position().x());
  const bool panned = panning_;
  press_.reset();
  panning_ = false;
  unsetCursor();
  crosshair_item_->setBand(0, 0);
  if (panned) return;
  if (to - from < 6) {
    if (const auto point = pointAt(event->position())) Q_EMIT pointChosen(series_.front().raw().x(*point));
    return;
  }
  const double x_from = view_.value_x(std::max(from, area.left()), area);
  const double x_to = view_.value_x(std::min(to, area.right()), area);
  if (!tooNarrow(x_from, x_to)) chooseX(x_from, x_to);
}

void LineChart::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) resetZoom();
}

void LineChart::keyPressEvent(QKeyEvent* event) {
  const View& view = currentView();
  const double middle = view.unscaled_x((view.scaled_x(view.x_from) + view.scaled_x(view.x_to)) / 2);
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomX(0.5, middle);
      break;
    case Qt::Key_Minus:
      zoomX(2, middle);
      break;
    case Qt::Key_Left:
      shiftX(-0.2);
      break;
    case Qt::Key_Right:
      shiftX(0.2);
      break;
    case Qt::Key_Home:
      resetZoom();
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      chooseHighestPoint();
      break;
    default:
      QChartView::keyPressEvent(event);
  }
}

void LineChart::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  moveCrosshair(std::nan(""), true);
}

}  // namespace cloze::ui
