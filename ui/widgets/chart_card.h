// SPDX-License-Identifier: GPL-3.0-or-later
// A chart in a frame with its title, legend and tools: logarithmic axis, smoothing, export. Compact ones have
// the title only, and their tools in the context menu. UI thread only.
#pragma once

#include <QFrame>

#include "ui/charts/chart_export.h"
#include "ui/charts/line_chart.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace cloze::ui {

class Legend;

class ChartCard : public QFrame {
  Q_OBJECT
 public:
  enum class Size { full, compact };
  explicit ChartCard(const QString& title, Size size, QWidget* parent = nullptr);
  LineChart* chart() const { return chart_; }
  /// Gives the legend lines of its own, for many curves or long names.
  void setLegendBelow();
  /// A choice of what is shown in the place of the title; chosen() tells of it. Once.
  void setChoices(const QStringList& choices, int current);
  int choice() const;
  Smoothing smoothing() const;
  /// Curves of few points have nothing to smooth.
  void setSmoothable(bool on);
  /// From now on whoever hears smoothingChosen() brings curves that are smooth already: for curves so long
  /// that smoothing them belongs on another thread.
  void leaveSmoothing();
  /// Reads the names and colours of the chart's curves again.
  void updateLegend();
  /// Title and default file name of exported figures.
  void setFigureTitle(const QString& title) { figure_title_ = title; }
  /// At the right of a compact chart's title.
  void setValueText(const QString& text);
  ChartFigure figure() const;

 Q_SIGNALS:
  void exportFailed(const cloze::Error& error);
  void exported(const QString& path);
  void chosen(int index);
  void smoothingChosen(const cloze::ui::Smoothing& how);

 private:
  void addTools(QHBoxLayout* row);
  void fillMenu(QMenu* menu);
  void saveAs();

  QHBoxLayout* head_;
  QLabel* title_;
  QLabel* value_ = nullptr;
  LineChart* chart_;
  Legend* legend_ = nullptr;
  QComboBox* choice_ = nullptr;
  QComboBox* smoothing_ = nullptr;
  bool smooths_ = true;
  QToolButton* log_ = nullptr;
  QString figure_title_;
};

}  // namespace cloze::ui
