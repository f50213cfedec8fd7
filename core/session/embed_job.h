// SPDX-License-Identifier: GPL-3.0-or-later
// Embedding the texts of files with a stored model, as a job.
#pragma once

#include "core/session/session.h"

namespace cloze {

Result<EmbeddingReport> run_embed_job(const Workspace& workspace, const EmbedRequest& request,
                                      const ProgressSink& progress, const CancelFlag& cancel);

}  // namespace cloze
