// SPDX-License-Identifier: GPL-3.0-or-later
// Taking the metrics of runs out of a workspace, as a job.
#pragma once

#include "core/session/session.h"

namespace cloze {

/// Returns the folder that was made.
Result<std::filesystem::path> run_metrics_job(const Workspace& workspace, const MetricsExportRequest& request,
                                              const ProgressSink& progress, const CancelFlag& cancel);

}  // namespace cloze
