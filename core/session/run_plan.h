// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to everything the training thread needs, with every check made before it starts.
#pragma once

#include <string>

#include "core/history/history.h"
#include "core/session/run_thread.h"
#include "core/session/session.h"

namespace cloze {

struct WaitingRun;

/// Every check of a new run, and its record as it would start now; nothing is written.
Result<RunPlan> check_new_run(const Workspace& workspace, const RunRequest& request);

/// A new run: recipe, dataset, tokenizer and device are checked, its record is written into the history.
Result<RunPlan> plan_new_run(const Workspace& workspace, const RunRequest& request);

/// A run of the queue, checked again: what it needs may have gone since. Its record is as it would start now.
Result<RunPlan> plan_waiting_run(const Workspace& workspace, const WaitingRun& waiting);

/// A run to be continued: its newest intact checkpoint is found; what the history knows of later steps is
/// forgotten.
Result<RunPlan> plan_resumed_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options);

/// A run that the parent of this process has planned and marked as running: it becomes this process's.
Result<RunPlan> plan_adopted_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options);

/// The place of the run in training, of which a session has one.
class RunPlace {
 public:
  virtual ~RunPlace() = default;
  /// False when it is taken, or the session is ending. Followed by launch().
  virtual bool reserve() = 0;
  /// Starts the run on the training thread, or gives the place back when there is none; returns the run's id.
  virtual Result<std::string> launch(Result<RunPlan> plan) = 0;
};

/// Unique, and in the order of time: 20260131-123456-ab12.
std::string new_run_id(double now);

/// Newest checkpoint of a run that passes verification; not_found when there is none.
Result<std::filesystem::path> newest_checkpoint(const Workspace& workspace, const RunRecord& run);

}  // namespace cloze
