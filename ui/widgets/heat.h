// SPDX-License-Identifier: GPL-3.0-or-later
// The colour of a surprisal: nothing where a model was sure, deeper the less it expected what stands there.
// One hue, so that it reads without telling colours apart. UI thread only.
#pragma once

#include <QColor>

#include <algorithm>

#include "ui/theme.h"

namespace cloze::ui {

/// From here on the colour is at its deepest: a token of one in three thousand.
inline constexpr double most_surprisal = 8;

/// To be laid over the surface; nats.
inline QColor heat_color(double surprisal) {
  const bool dark = current_scheme() == ColorScheme::dark;
  QColor color = dark ? QColor(0xff, 0x8a, 0x3d) : QColor(0xe8, 0x6a, 0x17);
  color.setAlphaF(static_cast<float>(0.58 * std::clamp(surprisal / most_surprisal, 0.0, 1.0)));
  return color;
}

}  // namespace cloze::ui
