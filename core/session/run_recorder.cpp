// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_recorder.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "core/config/recipe_json.h"

namespace cloze {
namespace {

constexpr double seconds_between_writes = 1.0;

/// Hands rows to write one by one and drops each that is written.
template <class Row, class Write>
Result<void> write_each(std::vector<Row>& rows, Write&& write) {
  while (!rows.empty()) {
    CLOZE_CHECK(write(rows.front()));
    rows.erase(rows.begin());
  }
  return {};
}

}  // namespace

Result<void> RunRecorder::step(const StepMetrics& metrics) {
  steps_.push_back(metrics);
  if (steady_seconds() - last_write_ < seconds_between_writes) return {};
  return flush();
}

Result<void> RunRecorder::evaluation(const EvaluationMetrics& metrics) {
  evaluations_.push_back(metrics);
  return flush();
}

Result<void> RunRecorder::event(const RunEvent& event) {
  events_.push_back(event);
  return flush();
}

Result<void> RunRecorder::status(RunStatus status, const std::string& failure) {
  status_ = {status, failure};
  return flush();
}

Result<void> RunRecorder::probe(const ProbeRecord& record) {
  probes_.push_back(record);
  return flush();
}

Result<void> RunRecorder::change(const Recipe& recipe, const RunEvent& event) {
  recipe_json_ = recipe_to_json(recipe);
  events_.push_back(event);
  return flush();
}

Result<void> RunRecorder::pin_scores(const std::vector<PinScore>& scores) {
  pin_scores_.insert(pin_scores_.end(), scores.begin(), scores.end());
  return flush();
}

std::vector<std::string> RunRecorder::pins() {
  return history_.pins().value_or(std::vector<std::string>{});
}

Result<void> RunRecorder::forget_after(std::int64_t step) {
  const auto later = [step](const auto& row) { return row.step > step; };
  std::erase_if(steps_, later);
  std::erase_if(evaluations_, later);
  std::erase_if(events_, later);
  std::erase_if(pin_scores_, later);
  forgotten_ = std::min(step, forgotten_.value_or(step));
  return flush();
}

Result<void> RunRecorder::flush() {
  last_write_ = steady_seconds();
  if (forgotten_) {
    CLOZE_CHECK(history_.forget_after(run_id_, *forgotten_));
    forgotten_.reset();
  }
  if (recipe_json_) {
    CLOZE_CHECK(history_.set_recipe(run_id_, *recipe_json_));
    recipe_json_.reset();
  }
  if (!steps_.empty()) {
    CLOZE_CHECK(history_.add_metrics(run_id_, steps_));
    steps_.clear();
  }
  CLOZE_CHECK(
      write_each(evaluations_, [&](const auto& row) { return history_.add_evaluation(run_id_, row); }));
  CLOZE_CHECK(write_each(events_, [&](const auto& row) { return history_.add_event(run_id_, row); }));
  CLOZE_CHECK(write_each(probes_, [&](const auto& row) { return history_.add_probe(row); }));
  if (!pin_scores_.empty()) {
    CLOZE_CHECK(history_.add_pin_scores(run_id_, pin_scores_));
    pin_scores_.clear();
  }
  if (status_) {
    CLOZE_CHECK(history_.set_status(run_id_, status_->first, status_->second));
    status_.reset();
  }
  return {};
}

void record_failure(const std::filesystem::path& database, const std::string& run_id,
                    const std::string& reason) {
  const auto keep = [&]() -> Result<void> {
    CLOZE_TRY(History history, History::open(database));
    CLOZE_TRY(const RunRecord run, history.find_run(run_id));
    CLOZE_CHECK(history.set_status(run_id, RunStatus::failed, reason));
    return history.add_event(run_id, {run.step, unix_seconds(), "failed", reason});
  };
  if (const auto kept = keep(); !kept) spdlog::error("{}", to_string(kept.error()));
}

}  // namespace cloze
