// SPDX-License-Identifier: GPL-3.0-or-later
// Held-out evaluation: the same rows with the same masks every time. Includes torch: engine .cpp files only.
#pragma once

#include "core/base/progress.h"
#include "core/config/recipe.h"
#include "core/data/batcher.h"
#include "core/history/history.h"
#include "core/kernels/torch.h"
#include "core/model/masked_language_model.h"

namespace cloze {

/// Sums over held-out rows, at most max_rows of them spread evenly over the split (0 takes all). The model is
/// put into evaluation mode and back. cancelled when the flag is set in between.
Result<EvaluationMetrics> evaluate_model(MaskedLanguageModel& model, const RowMaker& rows,
                                         const Recipe& recipe, const torch::Device& device,
                                         std::int64_t max_rows, const ProgressSink& progress = {},
                                         const CancelFlag* cancel = nullptr);

}  // namespace cloze
