// SPDX-License-Identifier: GPL-3.0-or-later
// Where an axis has its marks and what stands beside them.
#pragma once

#include <QString>
#include <vector>

namespace cloze::ui {

struct Tick {
  double value = 0;
  QString label;
};

/// About wanted marks at 1, 2 or 5 times a power of ten within low to high. Labels differ from each other.
std::vector<Tick> linear_ticks(double low, double high, int wanted);

/// For a logarithmic axis, low > 0: decades, or 1-2-5 steps, or linear steps when the range is short.
std::vector<Tick> logarithmic_ticks(double low, double high, int wanted);

/// What the x axis counts.
enum class XKind {
  count,    ///< Whole numbers: steps, tokens.
  number,   ///< Fractions: epochs.
  seconds,  ///< Marked in seconds, minutes, hours or days, whatever suits the stretch.
};
std::vector<Tick> x_ticks(XKind kind, bool logarithmic, double low, double high, int wanted);
/// One value of it, in full.
QString x_text(XKind kind, double value);

/// The step between marks that linear_ticks would choose.
double nice_step(double range, int wanted);

}  // namespace cloze::ui
