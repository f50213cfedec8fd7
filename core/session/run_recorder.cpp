// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_recorder.h"

#include <utility>

namespace cloze {
namespace {
constexpr double seconds_between_writes = 1.0;
}

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
  CLOZE_CHECK(flush());
  return history_.set_status(run_id_, status, failure);
}

Result<void> RunRecorder::flush() {
  last_write_ = steady_seconds();
  if (!steps_.empty()) {
    CLOZE_CHECK(history_.add_metrics(run_id_, steps_));
    steps_.clear();
  }
  while (!evaluations_.empty()) {
    CLOZE_CHECK(history_.add_evaluation(run_id_, evaluations_.front()));
    evaluations_.erase(evaluations_.begin());
  }
  while (!events_.empty()) {
    CLOZE_CHECK(history_.add_event(run_id_, events_.front()));
    events_.erase(events_.begin());
  }
  return {};
}

}  // namespace cloze
