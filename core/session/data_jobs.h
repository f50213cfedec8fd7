// SPDX-License-Identifier: GPL-3.0-or-later
// Work on data that a person waits for: training a tokenizer, building a dataset, both for the quickstart.
#pragma once

#include "core/session/session.h"

namespace cloze {

Result<TokenizerInfo> run_tokenizer_job(const Workspace& workspace, const TokenizerRequest& request,
                                        const ProgressSink& progress, const CancelFlag& cancel);
Result<DatasetInfo> run_dataset_job(const Workspace& workspace, const DatasetRequest& request,
                                    const ProgressSink& progress, const CancelFlag& cancel);

/// Tokenizer and dataset of a sample, made where they are missing.
struct PreparedSample {
  TokenizerInfo tokenizer;
  DatasetInfo dataset;
};
Result<PreparedSample> prepare_sample(const Workspace& workspace, const QuickstartRequest& request,
                                      const ProgressSink& progress, const CancelFlag& cancel);

}  // namespace cloze
