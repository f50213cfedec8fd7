// SPDX-License-Identifier: GPL-3.0-or-later
// A run that trains in a process of its own. The parent starts `cloze trainer`, which opens the same
// workspace, trains through a Session like any other program, writes the history and the checkpoints itself,
// and passes its events up through its standard output; orders come down through its standard input. When it
// ends without having told how (a segmentation fault, the kernel's memory killer), the parent tells and
// records that. When the parent ends, the trainer sees its input close, saves a checkpoint and ends.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/session/run_thread.h"

namespace cloze {

/// The parent's side; takes the place of run_training.
TrainingEnd run_in_child(const Workspace& workspace, const RunPlan& plan, ActiveRun& active,
                         EventQueue& events);

/// The program that is started: $CLOZE_TRAINER, else `cloze` in this program's folder. unavailable when it is
/// not there.
Result<std::filesystem::path> trainer_program();

/// The child's side: trains a run to its end. input and output are the pipes to the parent.
Result<void> serve_run(const Workspace& workspace, const std::string& run, const RunOptions& options,
                       int input, int output);

}  // namespace cloze
