// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/wait.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <utility>
#include <variant>

#include "core/history/history.h"

namespace cloze::cli {
namespace {

std::atomic<bool> interrupted{false};
int depth = 0;  // Of Interruption objects.

void on_signal(int number) {
  if (interrupted.exchange(true) && number == SIGINT) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
}

constexpr std::chrono::milliseconds patience{100};

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

Interruption::Interruption() {
  if (depth++ > 0) return;
  interrupted = false;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGHUP, on_signal);  // The terminal's window was closed.
}

Interruption::~Interruption() {
  if (--depth > 0) return;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGHUP, SIG_DFL);
}

bool Interruption::requested() {
  return interrupted;
}

Result<JobDone> wait_for_job(Session& session, RequestId job) {
  const Interruption interruption;
  ProgressLine line;
  const ProgressSink show = line.sink();
  for (;;) {
    session.wait(patience);
    if (Interruption::requested()) session.cancel(job);
    std::optional<JobDone> finished;
    for (Event& event : session.drain()) {
      if (const auto* progress = std::get_if<JobProgress>(&event);
          progress != nullptr && progress->job == job)
        show(progress->what, progress->done, progress->total);
      if (auto* done = std::get_if<JobDone>(&event); done != nullptr && done->job == job)
        finished = std::move(*done);
    }
    if (!finished) continue;
    if (finished->error) return std::unexpected(*finished->error);
    return *finished;
  }
}

void RunFollower::take(const Event& event) {
  const Overloaded handle{
      [&](const RunStarted& started) {
        total_steps_ = started.total_steps;
        line_.note(fmt::format("run {} '{}' on {}: {} parameters, {} rows per epoch", started.run_id,
                               started.name, started.device,
                               short_count(static_cast<double>(started.parameters)),
                               short_count(static_cast<double>(started.rows_per_epoch))));
      },
      [&](const StepDone& step) {
        outcome_.last = step.metrics;
        const double tokens = add_rate(step.metrics.tokens_per_second);
        const std::string of = total_steps_ > 0 ? fmt::format("/{}", total_steps_) : "";
        line_.show(step.progress,
                   fmt::format("step {}{}  loss {:.4f}  {} tokens/s  {} left", step.metrics.step, of,
                               step.metrics.loss, short_count(tokens), short_duration(step.seconds_left)),
                   step.progress >= 1);
      },
      [&](const EvaluationDone& evaluation) {
        outcome_.evaluation = evaluation.metrics;
        outcome_.unigram_entropy = evaluation.unigram_entropy;
        const EvaluationMetrics& m = evaluation.metrics;
        line_.note(fmt::format(
            "step {}: held-out loss {:.4f}, accuracy {:.4f}{}", m.step, m.loss, m.accuracy,
            std::isnan(m.nsp_accuracy) ? "" : fmt::format(", next sentence {:.4f}", m.nsp_accuracy)));
      },
      [&](const CheckpointSaved& saved) { outcome_.checkpoint = saved.folder; },
      [&](const RunNotice& notice) {
        const RunEvent& event = notice.event;
        if (event.kind == "warning" || event.kind == "waiting" || event.kind == "fault" ||
            event.kind == "rollback" || (event.kind == "resumed" && !event.message.empty()))
          line_.note(fmt::format("step {}: {}: {}", event.step, event.kind, event.message));
      },
      [&](const RunEnded& end) { ended_ = end; },
      [](const auto&) {},
  };
  std::visit(handle, event);
}

/// Smoothed: a single slow step should not make the figure jump.
double RunFollower::add_rate(double value) {
  if (std::isfinite(value)) rate_ = rate_ > 0 ? 0.95 * rate_ + 0.05 * value : value;
  return rate_;
}

Result<RunOutcome> RunFollower::outcome(const Session& session) {
  outcome_.run_id = ended_->run_id;
  outcome_.status = ended_->status;
  if (ended_->error) return std::unexpected(*ended_->error);
  // A run that was interrupted behind its last step has no step left to tell of.
  if (!outcome_.last) {
    CLOZE_TRY(auto history, History::open(session.workspace().database()));
    CLOZE_TRY(const RunRecord run, history.find_run(outcome_.run_id));
    outcome_.last = run.last;
    if (!outcome_.evaluation) outcome_.evaluation = run.last_evaluation;
  }
  return outcome_;
}

Result<RunOutcome> wait_for_run(Session& session, const std::string& run_id) {
  const Interruption interruption;
  ProgressLine line;
  RunFollower follower(line);
  bool stopping = false;
  while (follower.ended_run() != run_id) {
    session.wait(patience);
    if (Interruption::requested() && !std::exchange(stopping, true)) {
      line.note("saving a checkpoint and stopping");
      session.stop();
    }
    for (const Event& event : session.drain()) follower.take(event);
  }
  return follower.outcome(session);
}

void print_outcome(const RunOutcome& outcome, bool json) {
  if (json) {
    print_json({{"run", outcome.run_id},
                {"status", to_string(outcome.status)},
                {"last", outcome.last ? to_json(*outcome.last) : Json()},
                {"held_out", outcome.evaluation ? to_json(*outcome.evaluation) : Json()},
                {"unigram_entropy", outcome.unigram_entropy},
                {"checkpoint", outcome.checkpoint}});
    return;
  }
  fmt::print("run: {}\nstatus: {}\n", outcome.run_id, to_string(outcome.status));
  if (outcome.evaluation) {
    fmt::print("held-out loss: {:.4f}\nheld-out accuracy: {:.4f}\n", outcome.evaluation->loss,
               outcome.evaluation->accuracy);
    if (!std::isnan(outcome.evaluation->nsp_accuracy))
      fmt::print("next-sentence accuracy: {:.4f}\n", outcome.evaluation->nsp_accuracy);
  }
  if (!outcome.checkpoint.empty()) fmt::print("checkpoint: {}\n", outcome.checkpoint);
}

Result<ProbeDone> ask(Session& session, const ProbeRequest& request) {
  const RequestId id = session.ask(request);
  for (;;) {
    session.wait(patience);
    for (Event& event : session.drain()) {
      auto* done = std::get_if<ProbeDone>(&event);
      if (done == nullptr || done->probe != id) continue;
      if (done->error) return std::unexpected(*done->error);
      return std::move(*done);
    }
  }
}

}  // namespace cloze::cli
