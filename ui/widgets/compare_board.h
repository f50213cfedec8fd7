// SPDX-License-Identifier: GPL-3.0-or-later
// Below the table of runs: their curves, or how their settings and results relate. UI thread only.
#pragma once

#include <QWidget>

#include "ui/bridge/run_history.h"

class QStackedWidget;

namespace cloze::ui {

class CompareCharts;
class RunRelations;
class Segmented;

class CompareBoard : public QWidget {
  Q_OBJECT
 public:
  enum class View { curves, scatter, parallel };
  explicit CompareBoard(RunSource source, QWidget* parent = nullptr);

  View view() const { return view_; }
  void setView(View view);
  CompareCharts* charts() const { return charts_; }
  RunRelations* relations() const { return relations_; }

 Q_SIGNALS:
  /// Another view is shown; it has not been given anything yet.
  void viewChosen();

 private:
  View view_ = View::curves;
  Segmented* choice_;
  QStackedWidget *tools_, *views_;
  CompareCharts* charts_;
  RunRelations* relations_;
};

}  // namespace cloze::ui
