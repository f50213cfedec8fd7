// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/metrics_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/file_writer.h"
#include "core/interop/tensorboard_events.h"

namespace cloze {
namespace {

template <class Row>
struct Column {
  const char* name;
  double Row::*value;
};

constexpr Column<StepMetrics> step_columns[] = {
    {"loss", &StepMetrics::loss},
    {"mlm_loss", &StepMetrics::mlm_loss},
    {"nsp_loss", &StepMetrics::nsp_loss},
    {"learning_rate", &StepMetrics::learning_rate},
    {"gradient_norm", &StepMetrics::gradient_norm},
    {"seconds", &StepMetrics::seconds},
    {"tokens", &StepMetrics::tokens},
    {"tokens_per_second", &StepMetrics::tokens_per_second},
    {"epoch", &StepMetrics::epoch},
};
constexpr Column<EvaluationMetrics> evaluation_columns[] = {
    {"loss", &EvaluationMetrics::loss},
    {"accuracy", &EvaluationMetrics::accuracy},
    {"nsp_loss", &EvaluationMetrics::nsp_loss},
    {"nsp_accuracy", &EvaluationMetrics::nsp_accuracy},
};

Result<void> check_cancelled(const CancelFlag* cancel) {
  if (cancel == nullptr || !cancel->cancelled()) return {};
  return fail(ErrorCode::cancelled, "writing the metrics was cancelled");
}

/// Whether any row has a value: what a run never had is NaN in all of them.
template <class Row>
bool is_there(const std::vector<Row>& rows, double Row::*value) {
  return std::ranges::any_of(rows, [&](const Row& row) { return !std::isnan(row.*value); });
}

/// The columns that are there, by their tags.
template <class Row, std::size_t n>
std::vector<std::pair<std::string, double Row::*>> tags(std::string_view group, const std::vector<Row>& rows,
                                                        const Column<Row> (&columns)[n]) {
  std::vector<std::pair<std::string, double Row::*>> found;
  for (const Column<Row>& column : columns)
    if (is_there(rows, column.value))
      found.emplace_back(fmt::format("{}/{}", group, column.name), column.value);
  return found;
}

template <class Row>
std::string event_of(const Row& row, double time,
                     const std::vector<std::pair<std::string, double Row::*>>& tags) {
  std::vector<std::pair<std::string_view, double>> scalars;
  for (const auto& [tag, value] : tags) scalars.emplace_back(tag, row.*value);
  return tensorboard_scalars(time, row.step, scalars);
}

/// Steps and evaluations in one order, as they happened: an evaluation belongs behind its step.
Result<void> write_events(const RunMetrics& metrics, const std::filesystem::path& folder,
                          const CancelFlag* cancel) {
  const double start = metrics.run.created;
  CLOZE_TRY(FileWriter file, FileWriter::create(folder / fmt::format("events.out.tfevents.{}.cloze",
                                                                     static_cast<std::int64_t>(start))));
  CLOZE_CHECK(file.write(tensorboard_file_version(start)));
  const auto step_tags = tags("train", metrics.steps, step_columns);
  const auto evaluation_tags = tags("eval", metrics.evaluations, evaluation_columns);
  double time = start;
  auto evaluation = metrics.evaluations.begin();
  const auto evaluations_before = [&](std::int64_t step) -> Result<void> {
    for (; evaluation != metrics.evaluations.end() && evaluation->step < step; ++evaluation)
      CLOZE_CHECK(file.write(event_of(*evaluation, time, evaluation_tags)));
    return {};
  };
  for (const StepMetrics& step : metrics.steps) {
    CLOZE_CHECK(check_cancelled(cancel));
    CLOZE_CHECK(evaluations_before(step.step));
    if (std::isfinite(step.seconds)) time = start + step.seconds;
    CLOZE_CHECK(file.write(event_of(step, time, step_tags)));
  }
  CLOZE_CHECK(evaluations_before(std::numeric_limits<std::int64_t>::max()));
  return file.publish();
}

template <class Row, std::size_t n>
Result<void> write_table(const std::vector<Row>& rows, const Column<Row> (&columns)[n],
                         const std::filesystem::path& path, const CancelFlag* cancel) {
  CLOZE_TRY(FileWriter file, FileWriter::create(path));
  std::string line = "step";
  for (const Column<Row>& column : columns) line += fmt::format(",{}", column.name);
  CLOZE_CHECK(file.write(line + '\n'));
  std::vector<bool> there;
  for (const Column<Row>& column : columns) there.push_back(is_there(rows, column.value));
  for (const Row& row : rows) {
    CLOZE_CHECK(check_cancelled(cancel));
    line = std::to_string(row.step);
    for (std::size_t i = 0; i < n; ++i) line += there[i] ? fmt::format(",{}", row.*columns[i].value) : ",";
    CLOZE_CHECK(file.write(line + '\n'));
  }
  return file.publish();
}

}  // namespace

Result<void> write_metrics(const RunMetrics& metrics, const MetricsFormats& formats,
                           const std::filesystem::path& folder, const CancelFlag* cancel) {
  if (formats.tensorboard) CLOZE_CHECK(write_events(metrics, folder, cancel));
  if (formats.csv) {
    CLOZE_CHECK(write_table(metrics.steps, step_columns, folder / "metrics.csv", cancel));
    CLOZE_CHECK(write_table(metrics.evaluations, evaluation_columns, folder / "evaluations.csv", cancel));
  }
  return {};
}

}  // namespace cloze
