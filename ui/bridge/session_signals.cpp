// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/session_signals.h"

#include <type_traits>

namespace cloze::ui {

void SessionSignals::deliver(std::vector<Event> events) {
  std::vector<StepDone> steps;
  const auto flush = [&] {
    if (steps.empty()) return;
    const std::vector<StepDone> batch = std::exchange(steps, {});
    Q_EMIT stepsDone(QString::fromStdString(batch.front().run_id), batch);
  };
  for (Event& event : events) {
    if (auto* step = std::get_if<StepDone>(&event)) {
      if (!steps.empty() && steps.front().run_id != step->run_id) flush();
      steps.push_back(std::move(*step));
      continue;
    }
    flush();
    std::visit(
        [this](const auto& value) {
          using Value = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Value, RunStarted>) Q_EMIT runStarted(value);
          if constexpr (std::is_same_v<Value, EvaluationDone>) Q_EMIT evaluationDone(value);
          if constexpr (std::is_same_v<Value, PinsScored>) Q_EMIT pinsScored(value);
          if constexpr (std::is_same_v<Value, CheckpointSaved>) Q_EMIT checkpointSaved(value);
          if constexpr (std::is_same_v<Value, RunStateChanged>) Q_EMIT runStateChanged(value);
          if constexpr (std::is_same_v<Value, RunRolledBack>) Q_EMIT runRolledBack(value);
          if constexpr (std::is_same_v<Value, RunNotice>) Q_EMIT runNotice(value);
          if constexpr (std::is_same_v<Value, RunEnded>) {
            Q_EMIT runEnded(value);
            if (value.error) report(*value.error);
          }
          if constexpr (std::is_same_v<Value, RunNotStarted>) {
            Q_EMIT runNotStarted(value);
            report(value.error);
          }
          if constexpr (std::is_same_v<Value, QueueChanged>) {
            Q_EMIT queueChanged(value);
            if (value.error) report(*value.error);
          }
          if constexpr (std::is_same_v<Value, JobProgress>) Q_EMIT jobProgress(value);
          if constexpr (std::is_same_v<Value, JobDone>) {
            Q_EMIT jobDone(value);
            if (value.error) report(*value.error);
          }
          if constexpr (std::is_same_v<Value, ProbeDone>) Q_EMIT probeDone(value);
        },
        event);
  }
  flush();
}

void SessionSignals::report(const Error& error) {
  if (error.code == ErrorCode::cancelled) return;
  Q_EMIT problem(QString::fromStdString(error.message), QString::fromStdString(error.hint));
}

}  // namespace cloze::ui
