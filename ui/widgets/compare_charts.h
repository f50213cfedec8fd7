// SPDX-License-Identifier: GPL-3.0-or-later
// Curves of several runs over each other, in two charts that each show any metric, with one x axis, one
// crosshair and one stretch of x for both; runs one by one or groups as their mean. Curves are read, smoothed
// and averaged on a pool thread. UI thread only.
#pragma once

#include <QHash>
#include <QWidget>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "ui/bridge/run_history.h"
#include "ui/charts/series.h"
#include "ui/models/runs_model.h"

class QComboBox;
class QSplitter;
class QToolButton;

namespace cloze::ui {

class ChartCard;

struct ComparedRun {
  RunsModel::Row run;
  QColor color;
};

class CompareCharts : public QWidget {
  Q_OBJECT
 public:
  /// Curves come from source.curves, again only when a run has gone on since.
  explicit CompareCharts(RunSource source, QWidget* parent = nullptr);
  void show(std::vector<ComparedRun> runs);
  /// For the row above this widget; part of it until it is put elsewhere.
  QWidget* tools() const { return tools_; }
  /// At the right of the charts.
  void addBeside(QWidget* widget);

 Q_SIGNALS:
  /// The charts show what was asked for last.
  void drawn();
  void problem(const cloze::Error& error);
  void said(const QString& message);

 private:
  struct Kept;
  struct Work;
  struct Picture;
  QWidget* makeTools();
  void makeCard(ChartCard* card, const QString& name, const QString& key, int metric);
  void draw();
  void take(Picture picture);
  static Picture paint(const Work& work);

  RunSource source_;
  std::vector<ComparedRun> runs_;
  QHash<QString, std::shared_ptr<const Kept>> kept_;
  bool drawing_ = false, again_ = false;

  QWidget* tools_;
  QComboBox *x_, *grouping_;
  QToolButton* log_x_;
  ChartCard *upper_, *lower_;
  QSplitter* splitter_;
};

}  // namespace cloze::ui
