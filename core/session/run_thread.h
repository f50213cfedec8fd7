// SPDX-License-Identifier: GPL-3.0-or-later
// What the training thread does for one run.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "core/session/active_run.h"
#include "core/session/event_queue.h"
#include "core/session/workspace.h"
#include "core/train/trainer.h"

namespace cloze {

struct RunPlan {
  RunRecord record;
  Recipe recipe;
  Dataset dataset;
  std::filesystem::path tokenizer_folder;
  DeviceChoice device;
  RunOptions options;
  std::optional<std::filesystem::path> checkpoint;  ///< To continue from.
  std::optional<std::filesystem::path> initial;     ///< Checkpoint whose weights a new run starts from.
  std::vector<Error> skipped_checkpoints;  ///< Damaged ones passed over on the way to it; told to the person.
};

/// How a run ended, and the questions it did not come to.
struct TrainingEnd {
  RunEnded ended;
  std::vector<LiveQuestion> unanswered;
};

/// Trains to the end and reports everything but the end itself through the queue, and all of it in the
/// history; never throws. The caller tells the end once the next run may start.
TrainingEnd run_training(const Workspace& workspace, const RunPlan& plan, ActiveRun& active,
                         EventQueue& events);

}  // namespace cloze
