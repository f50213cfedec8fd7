// SPDX-License-Identifier: GPL-3.0-or-later
// What a header says of a run, kept up to date from its events. A value.
#pragma once

#include <QString>
#include <deque>
#include <optional>
#include <vector>

#include "core/session/events.h"

namespace cloze::ui {

struct PastRun;

class RunProgress {
 public:
  QString id, name, device;
  RunStatus status = RunStatus::queued;
  std::int64_t parameters = 0, step = 0, total_steps = 0;
  double progress = 0;      ///< 0 to 1.
  double seconds_left = 0;  ///< NaN when unknown.
  double seconds = 0;       ///< Training time so far.
  double epoch = 0;
  std::optional<EvaluationMetrics> evaluation;
  std::optional<Error> error;

  void start(const RunStarted& started);
  void add(const std::vector<StepDone>& steps);
  void end(const RunEnded& ended);
  void restore(const PastRun& past);

  bool exists() const { return !id.isEmpty(); }
  /// In training or paused.
  bool active() const { return exists() && (status == RunStatus::running || status == RunStatus::paused); }
  /// Steps that the mean values below are taken over.
  static constexpr int window = 20;
  /// The last one as it is when it is not a number.
  double loss() const;
  double tokens_per_second() const;

 private:
  void remember(const StepMetrics& metrics);
  std::deque<StepMetrics> recent_;
};

/// "Running", "Paused", ...
QString status_text(RunStatus status);
/// Step with its digits grouped, "1,240".
QString step_text(std::int64_t step);
/// 401 thousandths as "40.1 %"; NaN as "–".
QString percent_text(double share);
/// Three decimals; NaN and infinity by name.
QString loss_text(double loss);
/// 1234567 -> "1.23M parameters".
QString parameters_text(std::int64_t parameters);

}  // namespace cloze::ui
