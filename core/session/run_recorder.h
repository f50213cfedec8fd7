// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a run into the history from the training thread: metrics in groups, everything else at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/config/recipe.h"
#include "core/history/history.h"

namespace cloze {

/// What cannot be written is kept and tried again with the next write, in the same order, so a full disk
/// loses nothing while the program lives.
class RunRecorder {
 public:
  RunRecorder(History history, std::string run_id)
      : history_(std::move(history)), run_id_(std::move(run_id)) {}

  /// Buffers a row; writes when the last write is over a second ago.
  Result<void> step(const StepMetrics& metrics);
  Result<void> evaluation(const EvaluationMetrics& metrics);
  Result<void> event(const RunEvent& event);
  Result<void> status(RunStatus status, const std::string& failure = {});
  Result<void> probe(const ProbeRecord& record);
  /// The recipe from here on, and the event that tells of it.
  Result<void> change(const Recipe& recipe, const RunEvent& event);
  Result<void> pin_scores(const std::vector<PinScore>& scores);
  /// What is pinned now; nothing where the history cannot be read.
  std::vector<std::string> pins();
  /// Forgets everything behind a step, written or not.
  Result<void> forget_after(std::int64_t step);
  /// Writes all that is kept. Behind it nothing that was recorded can be lost.
  Result<void> flush();

 private:
  History history_;
  std::string run_id_;
  std::optional<std::int64_t> forgotten_;
  std::optional<std::string> recipe_json_;
  std::vector<StepMetrics> steps_;
  std::vector<EvaluationMetrics> evaluations_;
  std::vector<RunEvent> events_;
  std::vector<ProbeRecord> probes_;
  std::vector<PinScore> pin_scores_;
  std::optional<std::pair<RunStatus, std::string>> status_;
  double last_write_ = 0;
};

/// Marks a run as failed, with an event, from outside its training: when that could not or may not do it any
/// more. What goes wrong with it goes to the log.
void record_failure(const std::filesystem::path& database, const std::string& run_id,
                    const std::string& reason);

}  // namespace cloze
