// SPDX-License-Identifier: GPL-3.0-or-later
// Cleaning a corpus, to look at what goes or to keep what is left, as a job.
#pragma once

#include "core/session/session.h"

namespace cloze {

Result<CleaningPreview> run_clean_job(const Workspace& workspace, CleanRequest request,
                                      const ProgressSink& progress, const CancelFlag& cancel);

}  // namespace cloze
