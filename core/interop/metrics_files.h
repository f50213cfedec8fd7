// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics of runs for other people's viewers: a TensorBoard event file and CSV tables.
//
//   events.out.tfevents.<created>.cloze   train/loss, train/mlm_loss, ... and eval/loss, eval/accuracy, ...
//   metrics.csv                           a row per step
//   evaluations.csv                       a row per held-out evaluation
//
// What a run never had, such as a next-sentence loss, is left out of the event file and empty in the tables.
// Single NaN and infinite values are written as they are.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/history/history.h"

namespace cloze {

struct RunMetrics {
  RunRecord run;
  std::vector<StepMetrics> steps;
  std::vector<EvaluationMetrics> evaluations;
};

struct MetricsFormats {
  bool tensorboard = true, csv = true;
};

/// Writes and syncs the files into an existing folder. The event file's times are the run's start and its
/// training time since. cancelled; io and disk_full as for any file.
Result<void> write_metrics(const RunMetrics& metrics, const MetricsFormats& formats,
                           const std::filesystem::path& folder, const CancelFlag* cancel = nullptr);

}  // namespace cloze
