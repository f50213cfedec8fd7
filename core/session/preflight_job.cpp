// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/preflight_job.h"

#include <algorithm>
#include <cmath>

#include "core/config/recipe_fields.h"
#include "core/data/batcher.h"
#include "core/train/budget.h"

namespace cloze {

Result<PreflightReport> run_preflight_job(const Workspace& workspace, const PreflightRequest& request,
                                          const ProgressSink& progress,
                                          const std::function<bool()>& goes_on) {
  const Recipe& recipe = request.recipe;
  CLOZE_CHECK(validate(recipe));
  CLOZE_TRY(const auto folder, workspace.find_dataset(request.dataset));
  CLOZE_TRY(const Dataset dataset, Dataset::open(folder));
  CLOZE_TRY(const auto rows, RowMaker::make(dataset, Split::train, recipe.objective, recipe.seed));
  PreflightSetup setup{.recipe = recipe,
                       .vocabulary = dataset.info().vocabulary_size,
                       .threads = request.options.threads,
                       .available_bytes = request.available_bytes};
  CLOZE_TRY(setup.device, choose_device(request.options.device));
  CLOZE_TRY(PreflightReport report, preflight(setup, progress, goes_on));
  report.total_steps = total_steps(
      recipe.budget, {rows->rows_per_epoch(), recipe.optimizer.batch_size * recipe.optimizer.accumulation,
                      static_cast<double>(recipe.objective.sequence_length)});
  report.run_seconds = report.total_steps > 0
                           ? static_cast<double>(report.total_steps) * report.seconds_per_step
                           : std::nan("");
  if (recipe.budget.minutes > 0)
    report.run_seconds = std::fmin(report.run_seconds, 60 * recipe.budget.minutes);
  return report;
}

}  // namespace cloze
