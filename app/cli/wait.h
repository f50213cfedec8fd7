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

/// Until the run has ended; Ctrl-C saves a checkpoint and stops it. A failed run is an error.
Result<RunOutcome> wait_for_run(Session& session, const std::string& run_id);

/// JSON or text about a run that has ended.
void print_outcome(const RunOutcome& outcome, bool json);

/// Until the model has answered.
Result<ProbeDone> ask(Session& session, const ProbeRequest& request);

}  // namespace cloze::cli
