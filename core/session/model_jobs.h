// SPDX-License-Identifier: GPL-3.0-or-later
// Taking models out of a workspace and bringing them in, as jobs.
#pragma once

#include "core/session/session.h"

namespace cloze {

/// Returns the folder that was made.
Result<std::filesystem::path> run_export_job(const Workspace& workspace, const ExportRequest& request,
                                             const ProgressSink& progress, const CancelFlag& cancel);

}  // namespace cloze
