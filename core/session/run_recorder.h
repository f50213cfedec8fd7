// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a run into the history from the training thread: metrics in groups, everything else at once.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/history/history.h"

namespace cloze {

/// A write that fails is kept and tried again with the next one, so a full disk loses nothing while the
/// program lives.
class RunRecorder {
 public:
  RunRecorder(History history, std::string run_id)
      : history_(std::move(history)), run_id_(std::move(run_id)) {}

  /// Buffers a row; writes when the last write is over a second ago. Returns the first error of a row of
  /// errors.
  Result<void> step(const StepMetrics& metrics);
  Result<void> evaluation(const EvaluationMetrics& metrics);
  Result<void> event(const RunEvent& event);
  Result<void> status(RunStatus status, const std::string& failure = {});
  Result<void> probe(const ProbeRecord& record) { return history_.add_probe(record); }
  Result<void> flush();

 private:
  History history_;
  std::string run_id_;
  std::vector<StepMetrics> steps_;
  std::vector<EvaluationMetrics> evaluations_;
  std::vector<RunEvent> events_;
  double last_write_ = 0;
};

}  // namespace cloze
