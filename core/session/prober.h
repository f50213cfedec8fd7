// SPDX-License-Identifier: GPL-3.0-or-later
// Answers fill-mask questions from stored checkpoints. Belongs to the session's probe thread.
#pragma once

#include <optional>

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/session/session.h"

namespace cloze {

class Prober {
 public:
  explicit Prober(const Workspace& workspace) : workspace_(workspace) {}

  /// The run a question is about, or nothing for a checkpoint folder.
  Result<std::optional<RunRecord>> find_run(const FillRequest& request);
  /// From the newest checkpoint of the run, or the folder the request names. The model stays loaded.
  Result<FillResult> answer(const FillRequest& request, const std::optional<RunRecord>& run);

 private:
  const Workspace& workspace_;
  std::optional<LoadedCheckpoint> loaded_;
};

}  // namespace cloze
