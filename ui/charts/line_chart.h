// SPDX-License-Identifier: GPL-3.0-or-later
// A chart for curves of any length: QChart's axes around a plot area that is drawn from min/max pyramids.
// Wheel zooms along x (with Shift along y), dragging selects a stretch, dragging with Shift or the middle
// button moves, a double click shows all. Keys: +, -, arrows, Home. Redraws only when there is news and the
// chart is visible. UI thread only.
#pragma once

#include <QChartView>
#include <QTimer>
#include <optional>
#include <vector>

#include "ui/charts/series.h"
#include "ui/charts/ticks.h"
#include "ui/charts/view.h"

class QCategoryAxis;

namespace cloze::ui {

class CrosshairItem;
class PlotItem;

class LineChart : public QChartView {
  Q_OBJECT
 public:
  explicit LineChart(QWidget* parent = nullptr);

  /// Replaces all curves.
  void setSeries(std::vector<Series> series);
  /// Another curve under the name and colour of this one.
  void replace(int index, Series series);
  /// Index of the new curve.
  int addSeries(Series series);
  void append(int index, double x, double y);
  const std::vector<Series>& series() const { return series_; }

  /// The x axis goes at least this far, so that charts side by side have the same one.
  void setReach(double x);
  void setLogX(bool on);
  bool logX() const { return view_.log_x; }
  void setLogY(bool on);
  bool logY() const { return view_.log_y; }
  void setSmoothing(const Smoothing& how);
  const Smoothing& smoothing() const { return smoothing_; }
  /// Shows all again when the kind changes.
  void setXAxis(const QString& title, XKind kind);
  XKind xKind() const { return x_kind_; }
  void setYTitle(const QString& title) { y_title_ = title; }
  const QString& xTitle() const { return x_title_; }
  const QString& yTitle() const { return y_title_; }
  /// Fewer marks and no room for more, for a small chart.
  void setCompact(bool on);
  /// Shown in the middle while there are no points.
  void setEmptyText(const QString& text);

  /// What is shown now. Brings it up to date first.
  const View& currentView();
  /// What was shown last.
  const View& shownView() const { return view_; }
  QRectF plotRect() const;
  /// Points of the first curve can be chosen; the cursor tells where.
  void setPointsChoosable(bool on) { points_choosable_ = on; }
  bool zoomed() const { return x_zoom_.has_value() || y_zoom_.has_value(); }

 public Q_SLOTS:
  /// Shows a stretch of x; from >= to shows all. Emits nothing: for charts that follow another one.
  void showX(double from, double to);
  void resetZoom();
  /// Puts the crosshair at x; not-a-number takes it away.
  void showCrosshair(double x);

 Q_SIGNALS:
  void crosshairMoved(double x);
  /// The person chose a stretch of x; both 0 when all is shown again.
  void xChosen(double from, double to);
  /// The person chose a point of the first curve, by a click near it or with Return, which takes the highest
  /// one in view.
  void pointChosen(double x);
  /// The picture has been brought up to date.
  void viewRenewed();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct Zoom {
    double from, to;
  };
  void news();
  void refresh();
  void applyTheme();
  void layoutPlot();
  void chooseX(double from, double to);
  void zoomX(double factor, double around);
  /// By this share of what is shown, as far as there is something.
  void shiftX(double share);
  View wholeView() const;
  bool tooNarrow(double from, double to) const;
  void moveCrosshair(double x, bool tell);
  /// The raw point of the first curve that is nearest to a place, where one is near enough to be meant.
  std::optional<std::size_t> pointAt(const QPointF& place) const;
  void chooseHighestPoint();

  std::vector<Series> series_;
  View view_;
  std::optional<Zoom> x_zoom_, y_zoom_;
  Smoothing smoothing_;
  bool points_choosable_ = false;
  XKind x_kind_ = XKind::count;
  double crosshair_ = 0, reach_ = 0;
  QString x_title_, y_title_;
  bool compact_ = false, stale_ = true;
  QTimer refresh_timer_;
  std::optional<QPointF> press_;
  bool panning_ = false;

  QCategoryAxis* x_axis_;
  QCategoryAxis* y_axis_;
  PlotItem* plot_;
  CrosshairItem* crosshair_item_;
};

}  // namespace cloze::ui
