// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_thread.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "core/base/clock.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/probe/likelihood.h"
#include "core/session/probe_answer.h"
#include "core/session/run_recorder.h"

namespace cloze {
namespace {

constexpr std::chrono::seconds between_tries{1};  // While the disk is full.

class Observer : public TrainerObserver {
 public:
  Observer(const RunPlan& plan, ActiveRun& active, EventQueue& events, RunRecorder recorder,
           std::shared_ptr<const Tokenizer> tokenizer)
      : run_id_(plan.record.id),
        before_step_(plan.options.before_step),
        active_(active),
        events_(events),
        recorder_(std::move(recorder)),
        tokenizer_(std::move(tokenizer)),
        entropy_(unigram_entropy(plan.dataset.split(Split::held_out), plan.dataset.info().vocabulary_size)) {}

  void step_begins(std::int64_t step, const std::vector<Batch>&) override {
    if (before_step_) before_step_(step);
  }

  void step_done(const StepMetrics& metrics, double progress, double seconds_left) override {
    active_.beat(true);
    step_ = metrics.step;
    tell(StepDone{run_id_, metrics, progress, seconds_left});
    record([&] { return recorder_.step(metrics); });
  }

  void evaluation_done(const EvaluationMetrics& metrics) override {
    tell(EvaluationDone{run_id_, metrics, entropy_});
    record([&] { return recorder_.evaluation(metrics); });
    score_pins(metrics.step);
  }

  /// The history first: a run that continues from a checkpoint must not miss what came before it.
  bool may_save(std::int64_t) override {
    if (active_.given_up()) return false;
    if (!everything_recorded()) return false;
    active_.be_patient();
    return true;
  }

  void checkpoint_saved(std::int64_t step, const std::filesystem::path& folder) override {
    active_.beat();
    there_is_room();
    record([&] { return recorder_.event({step, unix_seconds(), "checkpoint", folder.filename().string()}); });
    tell(CheckpointSaved{run_id_, step, folder.string()});
  }

  void warning(std::int64_t step, const std::string& message) override { notice(step, "warning", message); }

  void fault(std::int64_t step, const std::string& message) override {
    last_fault_ = message;
    notice(step, "fault", message);
  }

  void rolled_back(std::int64_t from, std::int64_t to) override {
    step_ = to;
    record([&] { return recorder_.forget_after(to); });
    tell(RunRolledBack{run_id_, from, to});
    notice(to, "rollback", fmt::format("back from step {}: {}", from, last_fault_));
  }

  Command storage_failed(std::int64_t, const Error& error) override { return wait_for_room(error); }

  bool goes_on() override {
    active_.beat();
    return !active_.stop_wanted() && !active_.given_up();
  }

  Command between_steps(Trainer& trainer) override {
    for (;;) {
      active_.beat();
      if (active_.given_up()) return Command::abandon;
      const ActiveRun::Orders orders = active_.take();
      if (!orders.changes.empty()) change(trainer, orders.changes);
      for (const LiveQuestion& question : orders.questions) answer(trainer, question);
      if (orders.stop) return Command::stop;
      // What cannot be kept must not grow without end.
      if (disk_full_ && !everything_recorded()) continue;
      if (orders.save) return Command::save;
      if (orders.paused != paused_) change_state(orders.paused);
      if (!orders.paused) return Command::go_on;
      active_.wait_while_paused();
    }
  }

  /// Whose model is asked; it outlives what it tells this observer.
  void watch(Trainer& trainer) { trainer_ = &trainer; }

  void notice(std::int64_t step, const std::string& kind, const std::string& message) {
    const RunEvent event{step, unix_seconds(), kind, message};
    record([&] { return recorder_.event(event); });
    tell(RunNotice{run_id_, event});
  }

  /// The end, kept surely or, if the person does not want to wait for room, told as not kept.
  Result<void> finish(RunStatus status, const std::string& failure) {
    if (active_.given_up()) return {};
    last_write_ = recorder_.status(status, failure);
    if (!last_write_ && !everything_recorded()) return last_write_;
    return {};
  }

 private:
  /// Nothing is told of a run that was given up: it has ended for everybody else.
  void tell(Event event) {
    if (!active_.given_up()) events_.push(std::move(event));
  }

  /// The first failure of a row of failures is told; the recorder keeps what it could not write.
  template <class Write>
  void record(Write&& write) {
    if (active_.given_up()) return;
    active_.be_patient();
    const bool failed_before = !last_write_;
    last_write_ = write();
    active_.beat();
    disk_full_ = !last_write_ && last_write_.error().code == ErrorCode::disk_full;
    if (!last_write_ && !failed_before && !disk_full_)
      tell(RunNotice{
          run_id_,
          {step_, unix_seconds(), "warning",
           "the history could not be written and will be tried again: " + to_string(last_write_.error())}});
  }

  /// Waits while the disk is full; false when the run is to end, or for another reason it cannot be written.
  bool everything_recorded() {
    for (;;) {
      record([&] { return recorder_.flush(); });
      if (last_write_) {
        there_is_room();
        return true;
      }
      if (!disk_full_) return true;  // Told already. Training goes on, and the recorder keeps what it has.
      if (wait_for_room(last_write_.error()) != Command::go_on) return false;
    }
  }

  Command wait_for_room(const Error error) {  // By value: telling it writes, which sets last_write_.
    if (!waiting_for_room_) {
      waiting_for_room_ = true;
      notice(step_, "waiting", "paused until it can be saved: " + to_string(error));
      show_state(RunStatus::paused);
    }
    active_.wait_for_orders(between_tries);
    if (active_.given_up()) return Command::abandon;
    if (!active_.stop_wanted()) return Command::go_on;
    if (!std::exchange(told_unsaved_, true))
      tell(RunNotice{run_id_,
                     {step_, unix_seconds(), "warning",
                      "stopped without saving; the run can be continued from its last checkpoint: " +
                          to_string(error)}});
    return Command::stop;
  }

  void there_is_room() {
    if (!std::exchange(waiting_for_room_, false)) return;
    notice(step_, "resumed", "there is room to save again");
    show_state(paused_ ? RunStatus::paused : RunStatus::running);
  }

  void show_state(RunStatus status) {
    record([&] { return recorder_.status(status); });
    tell(RunStateChanged{run_id_, status});
  }

  void change_state(bool paused) {
    paused_ = paused;
    record([&] { return recorder_.event({step_, unix_seconds(), paused ? "paused" : "resumed", ""}); });
    show_state(paused ? RunStatus::paused : RunStatus::running);
  }

  /// Of what is pinned now: a person may pin a sentence in the middle of a run.
  void score_pins(std::int64_t step) {
    if (trainer_ == nullptr || active_.given_up()) return;
    PinsScored scored{run_id_, {}};
    for (const std::string& text : recorder_.pins()) {
      const auto likelihood =
          pseudo_log_likelihood(trainer_->model(), *tokenizer_, text, [this] { return goes_on(); });
      if (likelihood) {
        const auto tokens = static_cast<double>(likelihood->scores.size());
        scored.scores.push_back({text, step, -likelihood->log_likelihood / tokens});
      } else if (likelihood.error().code == ErrorCode::cancelled) {
        return;
      } else if (refused_pins_.insert(text).second) {
        notice(
            step, "warning",
            fmt::format("the pinned sentence '{}' is not scored: {}", text, to_string(likelihood.error())));
      }
    }
    if (scored.scores.empty()) return;
    record([&] { return recorder_.pin_scores(scored.scores); });
    tell(std::move(scored));
  }

  void change(Trainer& trainer, const std::vector<SettingChange>& changes) {
    const Recipe before = trainer.recipe();
    const auto after = changed_recipe(before, changes);
    if (!after) return notice(step_, "warning", "nothing was changed: " + to_string(after.error()));
    const RunEvent event{step_, unix_seconds(), "change", change_text(before, *after)};
    if (event.message.empty()) return;
    trainer.change(*after);
    record([&] { return recorder_.change(*after, event); });
    tell(RunNotice{run_id_, event});
  }

  void answer(Trainer& trainer, const LiveQuestion& question) {
    const GoesOn goes_on_with_it = [&] { return goes_on() && !active_.withdrawn(question.id); };
    ProbeDone done = probe_answer(question.request, trainer.model(), *tokenizer_, trainer.state().step, true,
                                  goes_on_with_it);
    done.probe = question.id;
    if (const auto kept = probe_record(question.request, done, run_id_))
      record([&] { return recorder_.probe(*kept); });
    tell(std::move(done));
    active_.beat();
  }

  const std::string run_id_;
  const std::function<void(std::int64_t)> before_step_;
  ActiveRun& active_;
  EventQueue& events_;
  RunRecorder recorder_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  const double entropy_;
  Trainer* trainer_ = nullptr;
  std::set<std::string> refused_pins_;  ///< Told once.
  std::int64_t step_ = 0;
  bool paused_ = false, waiting_for_room_ = false, disk_full_ = false, told_unsaved_ = false;
  Result<void> last_write_;
  std::string last_fault_;
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
  // Until there is a recorder.
  const auto keep_failure = [&](Error error) {
    record_failure(workspace.database(), run_id, to_string(error));
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
  observer.watch(**trainer);
  const std::int64_t first_step = (*trainer)->state().step;
  events.push(RunStarted{run_id, plan.record.name, describe(plan.device), (*trainer)->parameter_count(),
                         first_step, (*trainer)->total_steps(), (*trainer)->rows_per_epoch()});
  for (const Error& skipped : plan.skipped_checkpoints)
    observer.notice(first_step, "warning", "a damaged checkpoint was passed over: " + to_string(skipped));
  observer.notice(first_step, "started",
                  plan.checkpoint
                      ? fmt::format("continued behind step {} on {}", first_step, describe(plan.device))
                      : fmt::format("on {}", describe(plan.device)));

  const auto end = (*trainer)->run(observer);
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
  active.watch_this_thread();
  try {
    outcome = train(workspace, plan, active, events);
  } catch (const std::exception& error) {
    outcome = failed({ErrorCode::internal, fmt::format("the training thread failed: {}", error.what()), ""});
  }
  return {{plan.record.id, outcome.status, outcome.error}, active.close()};
}

}  // namespace cloze
