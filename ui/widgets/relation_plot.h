// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as points over two columns, or as lines over several (parallel coordinates): what is behind the chosen
// ones is drawn once into a picture, so that pointing and choosing stay quick with tens of thousands of runs.
// UI thread only.
#pragma once

#include <QImage>
#include <QPixmap>
#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "ui/models/run_axis.h"
#include "ui/theme.h"

namespace cloze::ui {

struct PlottedRuns {
  QStringList names;
  std::vector<QColor> colors;  ///< Of the chosen ones; invalid for the others.
  std::vector<RunAxis> axes;   ///< Values for each run.
};

/// Where a painter of a certain size puts things; pixels.
struct RelationLayout {
  QRectF plot;
  std::vector<double> axis_x;  ///< Of parallel axes.
};

class RelationPlot : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { points, lines };
  explicit RelationPlot(Kind kind, QWidget* parent = nullptr);

  /// For points: exactly two axes, the first across. For lines: one axis or more.
  void setRuns(PlottedRuns runs);
  const PlottedRuns& runs() const { return runs_; }
  /// Other chosen ones among the same runs.
  void setColors(std::vector<QColor> colors);
  /// Shown while there is nothing to draw.
  void setEmptyText(const QString& text);

  /// Where a run's point, or its place on an axis, is drawn; nothing where it has no value.
  std::optional<QPointF> place(std::size_t run, std::size_t axis = 0) const;
  /// The run whose point or line is near; -1 when none is.
  int runAt(const QPointF& at) const;

  /// .png, .svg, .pdf on white, or .csv with a row for each run.
  Result<void> save(const QString& path) const;
  QImage image() const;

 Q_SIGNALS:
  /// The person has chosen these. With add they join those chosen before.
  void chosen(const std::vector<int>& runs, bool add);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  /// A stretch of an axis that a person marked; shares from below.
  struct Brush {
    double from, to;
  };
  void renew();
  /// Many runs are drawn on a pool thread; what was drawn before stays until then.
  void drawOthersElsewhere(QImage layer);
  void finishBrush();
  void finishRectangle(bool add);
  int axisAt(double x) const;
  QString about(int run) const;

  Kind kind_;
  PlottedRuns runs_;
  QString empty_text_;
  RelationLayout layout_;
  QPixmap axes_;    ///< Below the points, above the lines.
  QPixmap others_;  ///< The runs that are not chosen.
  bool stale_ = true;
  bool drawing_ = false, again_ = false;
  std::vector<std::optional<Brush>> brushes_;  ///< One for each axis of lines.
  int brushed_axis_ = -1;
  std::optional<QPointF> press_;
  QPointF pointer_;
  int hovered_ = -1;
};

}  // namespace cloze::ui
