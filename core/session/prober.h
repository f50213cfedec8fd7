// SPDX-License-Identifier: GPL-3.0-or-later
// Answers questions from stored checkpoints. Belongs to the session's probe thread.
#pragma once

#include <optional>

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/session/session.h"

namespace cloze {

class Prober {
 public:
  explicit Prober(const Workspace& workspace) : workspace_(workspace) {}

  /// The run a question is about, or nothing for a checkpoint folder.
  Result<std::optional<RunRecord>> find_run(const ProbeRequest& request);
  /// From the checkpoint of the run that the request asks for, or the folder it names. ProbeDone::probe is
  /// the caller's.
  ProbeDone answer(const ProbeRequest& request, const std::optional<RunRecord>& run, const GoesOn& goes_on);

 private:
  const Workspace& workspace_;
  Result<std::filesystem::path> folder_of(const ProbeRequest& request, const std::optional<RunRecord>& run);
  /// Loads it unless it is there; the last few stay, for two models side by side and a step between them.
  Result<const LoadedCheckpoint*> load(const std::filesystem::path& folder);

  std::vector<LoadedCheckpoint> loaded_;  ///< The last used first.
};

}  // namespace cloze
