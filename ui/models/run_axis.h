// SPDX-License-Identifier: GPL-3.0-or-later
// What many runs have of one column, on a scale that can be drawn. Values; any thread.
#pragma once

#include <QString>
#include <QStringList>
#include <span>
#include <vector>

#include "ui/charts/ticks.h"
#include "ui/models/runs_model.h"

namespace cloze::ui {

struct RunAxis {
  int column = 0;  ///< Of run_columns().
  QString title;
  /// Where every value is above 0 and the largest is at least 10 times the smallest.
  bool logarithmic = false;
  double low = 0, high = 1;    ///< What the scale shows; low < high.
  std::vector<double> values;  ///< One for each run; not-a-number where it has none that is finite.
  QStringList names;           ///< Of a column of texts: value i is names[i].

  /// 0 at low, 1 at high; not-a-number for what is not on the scale.
  double share(double value) const;
  std::vector<Tick> ticks(int wanted) const;
  /// As the table shows it; a dash for a run that has none.
  QString text(std::size_t run) const;
};

/// A column of texts has its different texts at equal distances, in the order of the table. step: for a
/// column at one.
RunAxis run_axis(std::span<const RunsModel::Row> runs, int column, std::int64_t step);

/// Columns that tell these runs apart: settings in which they differ, in the form's order, at most so many,
/// then the measure that most of them have of held-out loss and training loss.
std::vector<int> telling_columns(std::span<const RunsModel::Row> runs, int most_settings);

/// Columns with a scale: all but free texts and ids.
bool has_scale(const RunColumn& column);

}  // namespace cloze::ui
