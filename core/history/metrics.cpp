// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics of every step, and evaluations.
#include "core/history/metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/history/metric_blocks.h"
#include "core/history/progress.h"
#include "core/history/state.h"

namespace cloze {
namespace {

constexpr std::string_view steps_after =
    "SELECT step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, "
    "tokens_per_second, epoch "
    "FROM metric WHERE run = ?1 AND step > ?2 ORDER BY step";
constexpr std::string_view one_step =
    "SELECT step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, "
    "tokens_per_second, epoch "
    "FROM metric WHERE run = ?1 AND step = ?2";
constexpr std::string_view run_that_came_to =
    "SELECT key FROM run JOIN run_progress ON run_progress.run = run.key WHERE id = ?1 AND step >= ?2";
constexpr std::string_view evaluation_up_to =
    "SELECT step, loss, accuracy, nsp_loss, nsp_accuracy, predicted_tokens, seconds "
    "FROM evaluation WHERE run = ?1 AND step <= ?2 ORDER BY step DESC LIMIT 1";
constexpr std::string_view oldest_steps =
    "SELECT step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, "
    "tokens_per_second, epoch "
    "FROM metric WHERE run = ?1 ORDER BY step LIMIT ?2";
constexpr std::string_view put_step =
    "INSERT OR REPLACE INTO metric (run, step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, "
    "seconds, "
    "tokens, tokens_per_second, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
constexpr std::string_view all_evaluations =
    "SELECT step, loss, accuracy, nsp_loss, nsp_accuracy, predicted_tokens, seconds "
    "FROM evaluation WHERE run = ?1 ORDER BY step";
constexpr std::string_view put_evaluation =
    "INSERT OR REPLACE INTO evaluation (run, step, loss, accuracy, nsp_loss, nsp_accuracy, predicted_tokens, "
    "seconds) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

}  // namespace

StepMetrics step_row(Query& query, int first_column) {
  StepMetrics row;
  row.step = query.integer(first_column);
  for (std::size_t i = 0; i < step_values.size(); ++i)
    row.*step_values[i] = query.real_or_nan(first_column + static_cast<int>(i) + 1);
  return row;
}

EvaluationMetrics evaluation_row(Query& query, int first_column) {
  EvaluationMetrics row;
  row.step = query.integer(first_column);
  row.loss = query.real_or_nan(first_column + 1);
  row.accuracy = query.real_or_nan(first_column + 2);
  row.nsp_loss = query.real_or_nan(first_column + 3);
  row.nsp_accuracy = query.real_or_nan(first_column + 4);
  row.predicted_tokens = query.integer(first_column + 5);
  row.seconds = query.real_or_nan(first_column + 6);
  return row;
}

void put_rows(Connection& connection, std::int64_t run_key, const std::vector<StepMetrics>& rows) {
  Query query(connection, put_step);
  query.bind(1, run_key);
  for (const StepMetrics& row : rows) {
    query.bind(2, row.step);
    for (std::size_t i = 0; i < step_values.size(); ++i)
      query.bind(static_cast<int>(i) + 3, row.*step_values[i]);
    query.run();
  }
}

std::vector<StepMetrics> oldest_rows(Connection& connection, std::int64_t run_key, std::int64_t wanted) {
  std::vector<StepMetrics> rows;
  Query query(connection, oldest_steps);
  query.bind(1, run_key).bind(2, wanted);
  while (query.step()) rows.push_back(step_row(query));
  return rows;
}

Result<void> History::add_metrics(std::string_view run_id, const std::vector<StepMetrics>& rows) {
  if (rows.empty()) return {};
  return state_->connection.writing("record metrics", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    CLOZE_CHECK(unpack_steps(state_->connection, key, std::ranges::min(rows, {}, &StepMetrics::step).step));
    put_rows(state_->connection, key, rows);
    CLOZE_CHECK(pack_steps(state_->connection, key));
    steps_changed(state_->connection, key);
    return {};
  });
}

Result<void> History::add_evaluation(std::string_view run_id, const EvaluationMetrics& row) {
  return state_->connection.writing("record an evaluation", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query query(state_->connection, put_evaluation);
    query.bind(1, key).bind(2, row.step).bind(3, row.loss).bind(4, row.accuracy).bind(5, row.nsp_loss);
    query.bind(6, row.nsp_accuracy).bind(7, row.predicted_tokens).bind(8, row.seconds).run();
    evaluations_changed(state_->connection, key);
    return {};
  });
}

Result<std::vector<StepMetrics>> History::metrics(std::string_view run_id, std::int64_t after) {
  return state_->connection.reading("read metrics", [&]() -> Result<std::vector<StepMetrics>> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    std::vector<StepMetrics> rows;
    CLOZE_CHECK(read_packed(state_->connection, key, after, rows));
    Query query(state_->connection, steps_after);
    query.bind(1, key).bind(2, after);
    while (query.step()) rows.push_back(step_row(query));
    return rows;
  });
}

Result<StepColumns> History::metric_columns(std::string_view run_id, std::span<const StepColumn> columns) {
  return state_->connection.reading("read metrics", [&]() -> Result<StepColumns> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    StepColumns result;
    result.values.resize(columns.size());
    CLOZE_CHECK(read_packed(state_->connection, key, columns, result));
    Query query(state_->connection, steps_after);
    query.bind(1, key).bind(2, std::numeric_limits<std::int64_t>::min());
    while (query.step()) {
      result.steps.push_back(query.integer(0));
      for (std::size_t i = 0; i < columns.size(); ++i)
        result.values[i].push_back(query.real_or_nan(static_cast<int>(columns[i]) + 1));
    }
    return result;
  });
}

Result<std::vector<RunAtStep>> History::at_step(std::int64_t step, std::span<const std::string> run_ids) {
  if (step < 1)
    return fail(ErrorCode::bad_input, fmt::format("there is no step {}", step), "steps begin at 1");
  return state_->connection.reading("read metrics", [&]() -> Result<std::vector<RunAtStep>> {
    Connection& connection = state_->connection;
    std::vector<RunAtStep> all;
    all.reserve(run_ids.size());
    for (const std::string& id : run_ids) {
      RunAtStep& at = all.emplace_back(RunAtStep{.step = step});
      Query run(connection, run_that_came_to);
      if (!run.bind(1, id).bind(2, step).step()) continue;
      const std::int64_t key = run.integer(0);
      Query metrics(connection, one_step), evaluation(connection, evaluation_up_to);
      if (metrics.bind(1, key).bind(2, step).step()) {
        at.metrics = step_row(metrics);
      } else {
        CLOZE_TRY(at.metrics, read_packed_step(connection, key, step));
      }
      if (evaluation.bind(1, key).bind(2, step).step()) at.evaluation = evaluation_row(evaluation);
    }
    return all;
  });
}

Result<std::vector<EvaluationMetrics>> History::evaluations(std::string_view run_id) {
  return state_->connection.reading("read evaluations", [&]() -> Result<std::vector<EvaluationMetrics>> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    std::vector<EvaluationMetrics> rows;
    Query query(state_->connection, all_evaluations);
    query.bind(1, key);
    while (query.step()) rows.push_back(evaluation_row(query));
    return rows;
  });
}

Result<void> History::forget_after(std::string_view run_id, std::int64_t step) {
  return state_->connection.writing("forget later steps", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    CLOZE_CHECK(unpack_steps(state_->connection, key, step + 1));
    for (const std::string_view sql :
         {std::string_view("DELETE FROM metric WHERE run = ?1 AND step > ?2"),
          std::string_view("DELETE FROM evaluation WHERE run = ?1 AND step > ?2"),
          std::string_view("DELETE FROM pin_score WHERE run = ?1 AND step > ?2"),
          std::string_view("DELETE FROM event WHERE run = ?1 AND step > ?2")}) {
      Query query(state_->connection, sql);
      query.bind(1, key).bind(2, step).run();
    }
    CLOZE_CHECK(keep_a_row(state_->connection, key));
    steps_changed(state_->connection, key);
    evaluations_changed(state_->connection, key);
    return {};
  });
}

}  // namespace cloze
