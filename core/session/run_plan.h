// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to everything the training thread needs, with every check made before it starts.
#pragma once

#include <string>

#include "core/history/history.h"
#include "core/session/run_thread.h"
#include "core/session/session.h"

namespace cloze {

/// A new run: recipe, dataset, tokenizer and device are checked, its record is written into the history.
Result<RunPlan> plan_new_run(const Workspace& workspace, const RunRequest& request);

/// A run to be continued: its newest intact checkpoint is found; what the history knows of later steps is
/// forgotten.
Result<RunPlan> plan_resumed_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options);

/// A run that the parent of this process has planned and marked as running: it becomes this process's.
Result<RunPlan> plan_adopted_run(const Workspace& workspace, const std::string& run,
                                 const RunOptions& options);

/// Unique, and in the order of time: 20260131-123456-ab12.
std::string new_run_id(double now);

/// Newest checkpoint of a run that passes verification; not_found when there is none.
Result<std::filesystem::path> newest_checkpoint(const Workspace& workspace, const RunRecord& run);

}  // namespace cloze
