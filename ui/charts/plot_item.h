// SPDX-License-Identifier: GPL-3.0-or-later
// The two things a LineChart puts into QChart's scene: the curves, kept as a picture until something changes,
// and the crosshair with its read-out, which moves without drawing the curves again.
#pragma once

#include <QGraphicsItem>
#include <QImage>
#include <vector>

#include "ui/charts/ticks.h"
#include "ui/charts/view.h"

namespace cloze::ui {

class PlotItem : public QGraphicsItem {
 public:
  PlotItem(QGraphicsItem* parent, const std::vector<Series>& series, const View& view);
  void setArea(const QRectF& area);
  const QRectF& area() const { return area_; }
  void setEmptyText(const QString& text) { empty_text_ = text; }
  /// The curves, the view or the theme changed.
  void renew();

  QRectF boundingRect() const override { return area_.adjusted(-5, -5, 5, 5); }  // Circles on its edge too.
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  const std::vector<Series>& series_;
  const View& view_;
  QRectF area_;
  QString empty_text_;
  QImage picture_;
  bool stale_ = true;
};

class CrosshairItem : public QGraphicsItem {
 public:
  CrosshairItem(QGraphicsItem* parent, const std::vector<Series>& series, const View& view);
  void setArea(const QRectF& area);
  void setCompact(bool on) { compact_ = on; }
  void setXAxis(const QString& title, XKind kind) {
    x_title_ = title;
    x_kind_ = kind;
  }
  /// Not-a-number hides it.
  void setX(double x);
  /// Stretch of pixels being selected; from == to hides it.
  void setBand(double from, double to);

  QRectF boundingRect() const override { return area_; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paintReadout(QPainter* painter, double at) const;

  const std::vector<Series>& series_;
  const View& view_;
  QRectF area_;
  QString x_title_;
  XKind x_kind_ = XKind::count;
  double x_, band_from_ = 0, band_to_ = 0;
  bool compact_ = false;
};

/// A value as the read-out shows it: four significant digits, NaN and infinity by name.
QString readout_number(double value);

}  // namespace cloze::ui
