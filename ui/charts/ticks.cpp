// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace cloze::ui {
namespace {

QString label(double value, double step) {
  if (std::abs(value) < step * 1e-6) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  // Three digits tell neighbours apart only while the step is not too small beside the value.
  if ((magnitude >= 1e4 || magnitude < 1e-3) && step >= magnitude * 5e-3) return short_number(value);
  const int decimals = std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
  QString text = QString::number(value, 'f', decimals);
  if (text.startsWith('-')) text.replace(0, 1, QChar(0x2212));
  return text;
}

}  // namespace

double nice_step(double range, int wanted) {
  const double rough = range / std::max(wanted, 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / power;
  return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

std::vector<Tick> linear_ticks(double low, double high, int wanted) {
  std::vector<Tick> ticks;
  if (!(low < high) || !std::isfinite(high - low)) return ticks;
  const double step = nice_step(high - low, wanted);
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && ticks.size() < 100; ++i) {
    ticks.push_back({i * step, label(i * step, step)});
  }
  return ticks;
}

std::vector<Tick> logarithmic_ticks(double low, double high, int wanted) {
  if (!(low > 0) || !(low < high)) return {};
  const double decades = std::log10(high / low);
  if (decades < 0.9) return linear_ticks(low, high, wanted);
  std::vector<Tick> ticks;
  const int every = std::max(1, int(std::ceil(decades / std::max(wanted, 1))));
  const bool between = decades * 3 <= wanted * 1.5;
  for (int exponent = int(std::floor(std::log10(low))); exponent <= std::log10(high); ++exponent) {
    if (exponent % every != 0) continue;
    for (const int factor : {1, 2, 5}) {
      if (factor > 1 && !between) break;
      const double value = factor * std::pow(10.0, exponent);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
        ticks.push_back({value, short_number(value)});
    }
  }
  return ticks;
}

}  // namespace cloze::ui
