// SPDX-License-Identifier: GPL-3.0-or-later
// Waiting for a session's work in a terminal: progress on stderr, Ctrl-C stops cleanly.
#pragma once

#include <optional>
#include <string>

#include "app/cli/output.h"
#include "core/session/session.h"

namespace cloze::cli {

/// SIGINT, SIGTERM and SIGHUP set a flag while one of these lives; a second SIGINT ends the program at once.
/// Made first by commands that work for long, so that no signal finds the program unprepared. Main thread
/// only.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  static bool requested();
};

/// Until the job is done; Ctrl-C cancels it.
Result<JobDone> wait_for_job(Session& session, RequestId job);

struct RunOutcome {
  std::string run_id;
  RunStatus status = RunStatus::finished;
  std::optional<StepMetrics> last;
  std::optional<EvaluationMetrics> evaluation;
  double unigram_entropy = not_a_number;
  std::string checkpoint;
};

/// Shows a run's events as lines and progress, and gathers what came of it. For one run.
class RunFollower {
 public:
  explicit RunFollower(ProgressLine& line) : line_(line) {}
  void take(const Event& event);
  std::string ended_run() const { return ended_ ? ended_->run_id : std::string(); }
  /// Once it has ended; a failed run is an error.
  Result<RunOutcome> outcome(const Session& session);

 private:
  double add_rate(double value);
  ProgressLine& line_;
  RunOutcome outcome_;
  std::optional<RunEnded> ended_;
  std::int64_t total_steps_ = 0;
  double rate_ = 0;  ///< Tokens/s as shown.
};

/// Until the run has ended; Ctrl-C saves a checkpoint and stops it. A failed run is an error.
Result<RunOutcome> wait_for_run(Session& session, const std::string& run_id);

/// JSON or text about a run that has ended.
void print_outcome(const RunOutcome& outcome, bool json);

/// Until the model has answered.
Result<ProbeDone> ask(Session& session, const ProbeRequest& request);

}  // namespace cloze::cli
