// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_thread.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/base/clock.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/probe/fill_mask.h"
#include "core/session/fill_json.h"
#include "core/session/run_recorder.h"

namespace cloze {
namespace {

class Observer : public TrainerObserver {
 public:
  Observer(const RunPlan& plan, ActiveRun& active, EventQueue& events, RunRecorder recorder,
           std::shared_ptr<const Tokenizer> tokenizer)
      : run_id_(plan.record.id),
        active_(active),
        events_(events),
        recorder_(std::move(recorder)),
        tokenizer_(std::move(tokenizer)),
        entropy_(unigram_entropy(plan.dataset.split(Split::held_out), plan.dataset.info().vocabulary_size)) {}

  void step_done(const StepMetrics& metrics, double progress, double seconds_left) override {
    step_ = metrics.step;
    events_.push(StepDone{run_id_, metrics, progress, seconds_left});
    recorded(recorder_.step(metrics));
  }

  void evaluation_done(const EvaluationMetrics& metrics) override {
    events_.push(EvaluationDone{run_id_, metrics, entropy_});
    recorded(recorder_.evaluation(metrics));
  }

  void checkpoint_saved(std::int64_t step, const std::filesystem::path& folder) override {
    recorded(recorder_.event({step, unix_seconds(), "checkpoint", folder.filename().string()}));
    events_.push(CheckpointSaved{run_id_, step, folder.string()});
  }

  void warning(std::int64_t step, const std::string& message) override { notice(step, "warning", message); }

  Command between_steps(Trainer& trainer) override {
    for (;;) {
      const ActiveRun::Orders orders = active_.take();
      for (const LiveQuestion& question : orders.questions) answer(trainer, question);
      if (orders.stop) return Command::stop;
      if (orders.save) return Command::save;
      if (orders.paused != paused_) change_state(orders.paused);
      if (!orders.paused) return Command::go_on;
      active_.wait_while_paused();
    }
  }

  void notice(std::int64_t step, const std::string& kind, const std::string& message) {
    const RunEvent event{step, unix_seconds(), kind, message};
    recorded(recorder_.event(event));
    events_.push(RunNotice{run_id_, event});
  }

  Result<void> finish(RunStatus status, const std::string& failure) {
    return recorder_.status(status, failure);
  }
  std::int64_t step() const { return step_; }

 private:
  void change_state(bool paused) {
    paused_ = paused;
    const RunStatus status = paused ? RunStatus::paused : RunStatus::running;
    recorded(recorder_.event({step_, unix_seconds(), paused ? "paused" : "resumed", ""}));
    recorded(recorder_.status(status));
    events_.push(RunStateChanged{run_id_, status});
  }

  void answer(Trainer& trainer, const LiveQuestion& question) {
    ProbeDone done{question.id, std::nullopt, {}};
    auto filled = fill_mask(trainer.model(), *tokenizer_, {question.request.text, question.request.top});
    if (filled) {
      done.result = std::move(*filled);
      done.result.step = trainer.state().step;
      done.result.live = true;
      if (question.request.record)
        recorded(recorder_.probe(
            {run_id_, unix_seconds(), done.result.step, question.request.text, to_json(done.result)}));
    } else {
      done.error = std::move(filled).error();
    }
    events_.push(std::move(done));
  }

  /// The first failure of a row of failures is told; the recorder keeps what it could not write.
  void recorded(const Result<void>& written) {
    if (!written && !write_failed_)
      events_.push(RunNotice{
          run_id_,
          {step_, unix_seconds(), "warning",
           "the history could not be written and will be tried again: " + to_string(written.error())}});
    write_failed_ = !written;
  }

  const std::string run_id_;
  ActiveRun& active_;
  EventQueue& events_;
  RunRecorder recorder_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  const double entropy_;
  std::int64_t step_ = 0;
  bool paused_ = false, write_failed_ = false;
};

struct Outcome {
  RunStatus status = RunStatus::failed;
  std::optional<Error> error;
};

Outcome failed(Error error) {
  return {RunStatus::failed, std::move(error)};
}

Outcome train(const Workspace& workspace, const RunPlan& plan, ActiveRun& active, EventQueue& events) {
  const std::string& run_id = plan.record.id;
  auto history = History::open(workspace.database());
  if (!history) return failed(history.error());
  auto tokenizer = load_tokenizer(plan.tokenizer_folder);
  // Without a recorder a failure could not be kept; with it, every later one is.
  const auto keep_failure = [&](Error error) {
    if (auto reopened = History::open(workspace.database()); reopened)
      if (auto kept = reopened->set_status(run_id, RunStatus::failed, to_string(error)); !kept)
        spdlog::error("{}", to_string(kept.error()));
    return failed(std::move(error));
  };
  if (!tokenizer) return keep_failure(tokenizer.error());
  auto trainer =
      Trainer::make({plan.recipe, plan.dataset, plan.tokenizer_folder, workspace.checkpoints(run_id),
                     plan.device, plan.options.threads, plan.options.loader_threads});
  if (!trainer) return keep_failure(trainer.error());
  if (plan.checkpoint)
    if (auto restored = (*trainer)->restore(*plan.checkpoint); !restored)
      return keep_failure(restored.error());
  if (plan.initial && !plan.checkpoint)
    if (auto started = copy_weights(*plan.initial, (*trainer)->model()); !started)
      return keep_failure(started.error());

  Observer observer(plan, active, events, RunRecorder(std::move(*history), run_id), std::move(*tokenizer));
  const std::int64_t first_step = (*trainer)->state().step;
  events.push(RunStarted{run_id, plan.record.name, describe(plan.device), (*trainer)->parameter_count(),
                         first_step, (*trainer)->total_steps(), (*trainer)->rows_per_epoch()});
  for (const Error& skipped : plan.skipped_checkpoints)
    observer.notice(first_step, "warning", "a damaged checkpoint was passed over: " + to_string(skipped));
  observer.notice(first_step, "started",
                  plan.checkpoint
                      ? fmt::format("continued behind step {} on {}", first_step, describe(plan.device))
                      : fmt::format("on {}", describe(plan.device)));

  const auto end = (*trainer)->run(observer, active.stop_soon());
  Outcome outcome;
  if (end)
    outcome.status = *end == Trainer::End::finished ? RunStatus::finished : RunStatus::stopped;
  else
    outcome.error = end.error();
  observer.notice((*trainer)->state().step, std::string(to_string(outcome.status)),
                  outcome.error ? to_string(*outcome.error) : "");
  if (auto written = observer.finish(outcome.status, outcome.error ? to_string(*outcome.error) : "");
      !written && !outcome.error)
    outcome = failed(written.error());
  return outcome;
}

}  // namespace

TrainingEnd run_training(const Workspace& workspace, const RunPlan& plan, ActiveRun& active,
                         EventQueue& events) {
  Outcome outcome;
  try {
    outcome = train(workspace, plan, active, events);
  } catch (const std::exception& error) {
    outcome = failed({ErrorCode::internal, fmt::format("the training thread failed: {}", error.what()), ""});
  }
  return {{plan.record.id, outcome.status, outcome.error}, active.close()};
}

}  // namespace cloze
