// SPDX-License-Identifier: GPL-3.0-or-later
// How the runs of the table relate: one column over another as points, or several columns side by side as
// lines (parallel coordinates). What is chosen here is chosen in the table, and the other way round. Values
// are read from the runs on a pool thread. UI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "core/base/result.h"
#include "ui/models/runs_model.h"
#include "ui/widgets/relation_plot.h"

class QComboBox;
class QMenu;
class QStackedWidget;

namespace cloze::ui {

class RunRelations : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { scatter, parallel };
  explicit RunRelations(QWidget* parent = nullptr);

  void setKind(Kind kind);  ///< Nothing is drawn until show() is called.
  /// Those that the table shows, and the colours of the chosen ones, invalid for the others.
  void show(std::vector<RunsModel::Row> runs, std::vector<QColor> colors);
  /// Of the columns at a step.
  void setStep(std::int64_t step);
  /// Whether one of them is drawn.
  bool showsStep() const;

  /// For the row above this widget; part of it until it is put elsewhere.
  QWidget* tools() const { return tools_; }
  RelationPlot* plot() const;
  QComboBox* across() const { return across_; }
  QComboBox* up() const { return up_; }
  QMenu* axesMenu() const { return axes_menu_; }

 Q_SIGNALS:
  /// Other columns are drawn; their values may have to be read.
  void axesChosen();
  /// The person has chosen these.
  void runsChosen(const QStringList& run_ids);
  /// The plot shows what was asked for last.
  void drawn();
  void problem(const cloze::Error& error);
  void said(const QString& message);

 private:
  QWidget* makeTools();
  void fillAxesMenu();
  void chooseAxes();
  std::vector<int> columns() const;
  void draw();
  void choose(const std::vector<int>& runs, bool add);
  void saveAs();

  Kind kind_ = Kind::scatter;
  std::vector<RunsModel::Row> runs_;
  std::vector<QColor> colors_;
  std::vector<QString> drawn_ids_;  ///< Of the runs in the plots, which may be older than runs_.
  std::vector<int> axes_;  ///< That a person chose for the lines; empty: those that tell the runs apart.
  std::int64_t step_ = 1;
  bool drawing_ = false, again_ = false;
  bool stale_ = true;  ///< The plot shows other runs, other columns or another kind.

  QComboBox *across_, *up_;
  QWidget *tools_, *scatter_tools_, *parallel_tools_;
  QMenu* axes_menu_;
  QStackedWidget* plots_;
  RelationPlot *points_, *lines_;
};

}  // namespace cloze::ui
