// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/models/core_text.h"
#include "ui/models/natural_order.h"
#include "ui/qt_text.h"

namespace cloze::ui {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double many_times = 10;

void place_texts(RunAxis& axis, const std::vector<QString>& texts) {
  const std::vector<int> ranks = natural_ranks(texts);
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] < 0) continue;
    axis.values[i] = ranks[i];
    while (axis.names.size() <= ranks[i]) axis.names << QString();
    axis.names[ranks[i]] = texts[i];
  }
}

void fit(RunAxis& axis) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : axis.values) {
    if (std::isnan(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return;  // Nobody has a value.
  axis.logarithmic = axis.names.isEmpty() && low > 0 && high / low >= many_times;
  if (low == high) {
    const double room = axis.names.isEmpty() && low != 0 ? std::abs(low) / 2 : 0.5;
    low -= room;
    high += room;
  }
  axis.low = low;
  axis.high = high;
}

}  // namespace

double RunAxis::share(double value) const {
  if (logarithmic) return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

std::vector<Tick> RunAxis::ticks(int wanted) const {
  if (!names.isEmpty()) {
    std::vector<Tick> all;
    const int every = std::max(1, (int(names.size()) + wanted - 1) / std::max(wanted, 1));
    for (int i = 0; i < names.size(); i += every) all.push_back({double(i), names[i]});
    return all;
  }
  const RunColumn& of = run_columns()[std::size_t(column)];
  std::vector<Tick> all;
  if (of.kind == RunColumnKind::time) {
    // A date and an hour need no more than the ends and the middle.
    for (const double share : {0.0, 0.5, 1.0}) {
      const double value = low + share * (high - low);
      all.push_back({value, run_value_text(of, value)});
    }
    return all;
  }
  if (of.kind == RunColumnKind::span) return x_ticks(XKind::seconds, logarithmic, low, high, wanted);
  if (of.kind == RunColumnKind::count && !logarithmic) wanted = std::clamp(int(high - low), 1, wanted);
  all = logarithmic ? logarithmic_ticks(low, high, wanted) : linear_ticks(low, high, wanted);
  if (of.kind == RunColumnKind::count)
    std::erase_if(all, [](const Tick& tick) { return tick.value != std::floor(tick.value); });
  if (of.kind == RunColumnKind::share)
    for (Tick& tick : all) tick.label = run_value_text(of, tick.value);
  return all;
}

QString RunAxis::text(std::size_t run) const {
  const double value = values[run];
  if (std::isnan(value)) return QStringLiteral("\u2013");
  if (!names.isEmpty()) return names[qsizetype(value)];
  return run_value_text(run_columns()[std::size_t(column)], value);
}

RunAxis run_axis(std::span<const RunsModel::Row> runs, int column, std::int64_t step) {
  const RunColumn& of = run_columns()[std::size_t(column)];
  RunAxis axis;
  axis.column = column;
  axis.title = run_column_title(of, step);
  axis.values.assign(runs.size(), none);
  std::vector<QString> texts;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunValue value = runs[i].value(of, step);
    if (const double* number = std::get_if<double>(&value)) {
      if (std::isfinite(*number)) axis.values[i] = *number;
    } else if (std::holds_alternative<std::string>(value)) {
      texts.resize(runs.size());
      texts[i] = of.setting != nullptr ? core_text(std::get<std::string>(value)) : run_value_text(of, value);
    }
  }
  if (!texts.empty()) place_texts(axis, texts);
  fit(axis);
  return axis;
}

bool has_scale(const RunColumn& column) {
  return column.name != "name" && column.name != "id" && column.name != "note" && column.name != "failure";
}

std::vector<int> telling_columns(std::span<const RunsModel::Row> runs, int most_settings) {
  std::vector<int> telling;
  const auto columns = run_columns();
  for (const Field& field : recipe_fields()) {
    if (int(telling.size()) == most_settings) break;
    const int column = RunsModel::column(field.path);
    const RunColumn& of = columns[std::size_t(column)];
    RunValue first;
    for (const RunsModel::Row& run : runs) {
      const RunValue value = run.value(of, 0);
      if (std::holds_alternative<std::monostate>(value)) continue;
      if (std::holds_alternative<std::monostate>(first)) {
        first = value;
      } else if (value != first) {
        telling.push_back(column);
        break;
      }
    }
  }
  const auto having = [&](int column) {
    return std::ranges::count_if(runs, [&](const RunsModel::Row& run) {
      return std::holds_alternative<double>(run.value(columns[std::size_t(column)], 0));
    });
  };
  const int held_out = RunsModel::column("held_out_loss"), training = RunsModel::column("loss");
  telling.push_back(having(held_out) * 2 >= having(training) ? held_out : training);
  return telling;
}

}  // namespace cloze::ui
