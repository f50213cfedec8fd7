// SPDX-License-Identifier: GPL-3.0-or-later
// Answers questions from stored checkpoints. Belongs to the session's probe thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  Result<StepLosses> step_losses_of(const ProbeRequest& request, const std::optional<RunRecord>& run,
                                    const GoesOn& goes_on);
  /// Loads it unless it is there; the last few stay, for two models side by side and a step between them.
  Result<const LoadedCheckpoint*> load(const std::filesystem::path& folder);

  std::vector<LoadedCheckpoint> loaded_;  ///< The last used first.
  /// Of the dataset, by its hash, whose rows were asked for last.
  std::shared_ptr<const RowPreviewer> rows_;
  std::string rows_of_;
};

}  // namespace cloze
