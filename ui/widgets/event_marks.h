// SPDX-License-Identifier: GPL-3.0-or-later
// The mark of an event, the list that shows them in words, and the strip that shows them along a chart's x
// axis.
#pragma once

#include <QListView>
#include <QWidget>

class QPainter;

namespace cloze::ui {

class LineChart;
class RunEventsModel;

/// A diamond for a checkpoint, a circle for an evaluation, bars for a pause, a triangle for trouble, else a
/// dot.
void paint_event_mark(QPainter& painter, const QPointF& middle, const std::string& kind);

class EventList : public QListView {
  Q_OBJECT
 public:
  explicit EventList(QWidget* parent = nullptr);
};

class EventStrip : public QWidget {
  Q_OBJECT
 public:
  /// Stands under the chart, as wide as it, and follows its x axis.
  EventStrip(LineChart* chart, RunEventsModel* events, QWidget* parent = nullptr);

 Q_SIGNALS:
  void chosen(int row);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  double pixel(double step) const;
  /// Row of the event at this place, or -1.
  int rowAt(double x) const;
  LineChart* chart_;
  RunEventsModel* events_;
};

}  // namespace cloze::ui
