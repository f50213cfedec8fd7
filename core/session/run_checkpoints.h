// SPDX-License-Identifier: GPL-3.0-or-later
// The checkpoints that a run has on the disk, as plain values. Blocks on the disk: off the UI thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/session/workspace.h"

namespace cloze {

struct RunCheckpoint {
  std::int64_t step = 0;
  std::optional<double> held_out_loss;  ///< Nats.
  bool operator==(const RunCheckpoint&) const = default;
};

/// Ascending by step; empty for a run without any. run: its id.
Result<std::vector<RunCheckpoint>> run_checkpoints(const Workspace& workspace, const std::string& run);

}  // namespace cloze
