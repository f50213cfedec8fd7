// SPDX-License-Identifier: GPL-3.0-or-later
// The colour of a surprise: nothing where a model was sure, deeper the less it expected what stands there.
// One hue, so that it reads without telling colours apart. UI thread only.
#pragma once

#include <QColor>

#include <algorithm>

#include "ui/theme.h"

namespace cloze::ui {

/// From here on the colour is at its deepest: a token of one in three thousand.
inline constexpr double most_surprise = 8;

/// To be laid over the surface; nats.
inline QColor heat_color(double surprise) {
  QColor color = tokens().warn;
  color.setAlphaF(static_cast<float>(0.62 * std::clamp(surprise / most_surprise, 0.0, 1.0)));
  return color;
}

}  // namespace cloze::ui
