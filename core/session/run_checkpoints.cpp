// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_checkpoints.h"

#include "core/checkpoint/checkpoint_store.h"

namespace cloze {

Result<std::vector<RunCheckpoint>> run_checkpoints(const Workspace& workspace, const std::string& run) {
  CLOZE_TRY(const auto checkpoints, list_checkpoints(workspace.checkpoints(run)));
  std::vector<RunCheckpoint> found;
  for (const Checkpoint& checkpoint : checkpoints)
    found.push_back({checkpoint.step, checkpoint.held_out_loss});
  return found;
}

}  // namespace cloze
