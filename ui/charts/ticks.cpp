// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
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

struct TimeUnit {
  double seconds;
  const char* name;
};
constexpr std::array time_units{
    TimeUnit{86400, QT_TRANSLATE_NOOP("Chart", "d")}, TimeUnit{3600, QT_TRANSLATE_NOOP("Chart", "h")},
    TimeUnit{60, QT_TRANSLATE_NOOP("Chart", "min")}, TimeUnit{1, QT_TRANSLATE_NOOP("Chart", "s")}};

QString with_unit(const QString& number, const TimeUnit& unit) {
  return number + QChar(0xa0) + QCoreApplication::translate("Chart", unit.name);
}

std::vector<Tick> time_ticks(double low, double high, int wanted) {
  // The largest unit of which the stretch has a few.
  const auto unit = std::ranges::find_if(
      time_units, [&](const TimeUnit& one) { return high - low >= 3 * one.seconds || one.seconds == 1; });
  std::vector<Tick> ticks = linear_ticks(low / unit->seconds, high / unit->seconds, wanted);
  for (Tick& tick : ticks) {
    tick.value *= unit->seconds;
    tick.label = with_unit(tick.label, *unit);
  }
  return ticks;
}

std::vector<Tick> logarithmic_time_ticks(double low, double high, int wanted) {
  if (!(low > 0) || !(low < high)) return {};
  std::vector<Tick> ticks;
  const auto mark = [&](double value) {
    if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) return;
    const auto unit = std::ranges::find_if(
        time_units, [&](const TimeUnit& one) { return value >= one.seconds || one.seconds == 1; });
    ticks.push_back({value, with_unit(short_number(value / unit->seconds), *unit)});
  };
  for (int exponent = int(std::floor(std::log10(low))); exponent < 0; ++exponent)
    mark(std::pow(10.0, exponent));
  for (const double value : {1.0, 10.0, 60.0, 600.0, 3600.0, 36000.0, 86400.0}) mark(value);
  for (double value = 864000; value <= high; value *= 10) mark(value);
  if (ticks.size() < 2) return time_ticks(low, high, wanted);
  const std::size_t every =
      (ticks.size() + std::size_t(std::max(wanted, 1)) - 1) / std::size_t(std::max(wanted, 1));
  std::vector<Tick> kept;
  for (std::size_t i = 0; i < ticks.size(); i += every) kept.push_back(std::move(ticks[i]));
  return kept;
}

}  // namespace

std::vector<Tick> x_ticks(XKind kind, bool logarithmic, double low, double high, int wanted) {
  if (kind == XKind::seconds)
    return logarithmic ? logarithmic_time_ticks(low, high, wanted) : time_ticks(low, high, wanted);
  return logarithmic ? logarithmic_ticks(low, high, wanted) : linear_ticks(low, high, wanted);
}

QString x_text(XKind kind, double value) {
  switch (kind) {
    case XKind::count:
      return QLocale().toString(qint64(std::llround(value)));
    case XKind::number:
      return QLocale().toString(value, 'f', 3);
    case XKind::seconds:
      return duration(value);
  }
  return {};
}

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
