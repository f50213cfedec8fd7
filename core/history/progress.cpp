// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/progress.h"

#include <string_view>

#include "core/history/metrics.h"

namespace cloze {
namespace {

constexpr std::string_view put_progress = "INSERT OR REPLACE INTO run_progress (run) VALUES (?1)";
constexpr std::string_view take_steps =
    "UPDATE run_progress SET (step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, "
    "tokens_per_second, epoch) = (SELECT step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, "
    "seconds, tokens, tokens_per_second, epoch FROM metric WHERE metric.run = ?1 ORDER BY metric.step DESC "
    "LIMIT 1) WHERE run = ?1";
/// 9e999 is how SQL writes infinity.
constexpr std::string_view take_evaluations =
    "UPDATE run_progress SET (evaluated_step, held_out_loss, accuracy, held_out_nsp_loss, nsp_accuracy, "
    "predicted_tokens, evaluation_seconds) = (SELECT step, loss, accuracy, nsp_loss, nsp_accuracy, "
    "predicted_tokens, seconds FROM evaluation WHERE evaluation.run = ?1 ORDER BY evaluation.step DESC "
    "LIMIT 1), best_loss = (SELECT min(evaluation.loss) FROM evaluation WHERE evaluation.run = ?1 AND "
    "abs(evaluation.loss) < 9e999), (best_accuracy, best_nsp_accuracy) = (SELECT max(evaluation.accuracy), "
    "max(evaluation.nsp_accuracy) FROM evaluation WHERE evaluation.run = ?1) WHERE run = ?1";

void update(Connection& connection, std::string_view sql, std::int64_t run_key) {
  Query query(connection, sql);
  if (query.bind(1, run_key).run() > 0) return;
  add_progress(connection, run_key);
  query.run();
}

}  // namespace

void read_progress(Query& query, int first_column, RunRecord& run) {
  const int step = first_column, evaluation = step + 1 + static_cast<int>(step_values.size());
  if (!query.is_null(step)) {
    run.last = step_row(query, step);
    run.step = run.last->step;
  }
  if (!query.is_null(evaluation)) run.last_evaluation = evaluation_row(query, evaluation);
  const auto best = [&](int column) {
    return query.is_null(column) ? std::nullopt : std::optional(query.real(column));
  };
  const int first_best = first_column + progress_columns - 3;
  run.best_loss = best(first_best);
  run.best_accuracy = best(first_best + 1);
  run.best_nsp_accuracy = best(first_best + 2);
}

void add_progress(Connection& connection, std::int64_t run_key) {
  Query query(connection, put_progress);
  query.bind(1, run_key).run();
}

void steps_changed(Connection& connection, std::int64_t run_key) {
  update(connection, take_steps, run_key);
}

void evaluations_changed(Connection& connection, std::int64_t run_key) {
  update(connection, take_evaluations, run_key);
}

}  // namespace cloze
