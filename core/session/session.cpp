// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/file.h"
#include "core/base/worker.h"
#include "core/config/recipe_json.h"
#include "core/session/active_run.h"
#include "core/session/child_run.h"
#include "core/session/clean_job.h"
#include "core/session/data_jobs.h"
#include "core/session/embed_job.h"
#include "core/session/event_queue.h"
#include "core/session/metrics_job.h"
#include "core/session/model_jobs.h"
#include "core/session/preflight_job.h"
#include "core/session/prober.h"
#include "core/session/run_plan.h"
#include "core/session/run_queue.h"
#include "core/session/run_recorder.h"
#include "core/session/run_thread.h"

namespace cloze {

/// Shared with the training thread: one that hangs and was given up may outlive the session.
struct Session::State : std::enable_shared_from_this<State>, RunPlace {
  explicit State(const Workspace& opened)
      : workspace(opened), prober(workspace), queue(workspace, events, *this) {}

  const Workspace workspace;
  std::vector<std::string> interrupted;
  EventQueue events;
  std::atomic<RequestId> last_request{0};
  std::mutex mutex;
  std::shared_ptr<ActiveRun> active;  // guarded by mutex
  bool starting = false;              // guarded by mutex: a run is being checked
  bool closing = false;               // guarded by mutex: nothing is started any more
  std::map<RequestId, std::shared_ptr<CancelFlag>> running_jobs;  // guarded by mutex
  std::condition_variable changed;                                // with mutex: active or ending
  bool ending = false;                                            // guarded by mutex: the watch is over
  Prober prober;                                                  // probe thread only
  Worker probe_thread, job_thread;
  std::thread training_thread;  // guarded by mutex
  std::thread watch_thread;
  RunQueue queue;

  std::shared_ptr<ActiveRun> current() {
    const std::lock_guard lock(mutex);
    return active;
  }

  bool reserve() override {
    const std::lock_guard lock(mutex);
    return !active && !closing && !std::exchange(starting, true);
  }

  Result<std::string> launch(Result<RunPlan> plan) override {
    const std::lock_guard lock(mutex);
    starting = false;
    if (closing) return fail(ErrorCode::cancelled, "the session is ending");
    if (!plan) return std::unexpected(std::move(plan).error());
    auto run = std::make_shared<ActiveRun>(plan->record.id, plan->options.hang_seconds);
    active = run;
    if (training_thread.joinable()) training_thread.join();  // Of the run before, which has ended.
    training_thread = std::thread([self = shared_from_this(), run, planned = std::move(*plan)] {
      TrainingEnd end = planned.options.isolated ? run_in_child(self->workspace, planned, *run, self->events)
                                                 : run_training(self->workspace, planned, *run, self->events);
      self->run_ended(run, std::move(end));
    });
    return run->run_id();
  }

  /// One run at a time: reserves the place, plans, starts.
  template <class Plan>
  Result<std::string> start(Plan&& make_plan) {
    if (!reserve()) {
      const std::lock_guard lock(mutex);
      if (closing) return fail(ErrorCode::cancelled, "the session is ending");
      return fail(ErrorCode::bad_input,
                  active ? fmt::format("run {} is in training", active->run_id()) : "a run is just starting",
                  "one run at a time: wait for it, stop it first, or add this one to the queue");
    }
    auto started = launch(make_plan());
    if (!started) queue.place_is_free();
    return started;
  }

  void run_ended(const std::shared_ptr<ActiveRun>& run, TrainingEnd end) {
    {
      const std::lock_guard lock(mutex);
      if (active != run) return;  // Given up before.
      active.reset();
    }
    events.push(std::move(end.ended));
    for (const LiveQuestion& question : end.unanswered) ask_later(question);
    queue.place_is_free();
    changed.notify_all();
  }

  /// Looks every now and then whether the training still lives.
  void watch() {
    std::unique_lock lock(mutex);
    while (!ending) {
      changed.wait_for(lock, std::chrono::milliseconds(250));
      const auto run = active;
      if (!run) continue;
      const auto reason = run->hang();
      if (!reason) continue;
      run->give_up();
      active.reset();
      training_thread.detach();
      lock.unlock();
      record_failure(workspace.database(), run->run_id(), *reason);
      events.push(
          RunEnded{run->run_id(), RunStatus::failed,
                   Error{ErrorCode::internal, *reason,
                         "resume it from its last checkpoint; if it hangs again, close the program first"}});
      for (const LiveQuestion& question : run->close()) ask_later(question);
      queue.place_is_free();
      changed.notify_all();
      lock.lock();
    }
  }

  void ask_later(const LiveQuestion& question) {
    probe_thread.post([this, question] { answer(question); });
  }

  void answer(const LiveQuestion& question) {
    const std::shared_ptr<CancelFlag> withdrawn = taken_flag(question.id);
    ProbeDone done;
    try {
      const auto run = prober.find_run(question.request);
      if (run && *run && question.request.step == 0 && question.request.kind != ProbeKind::batch) {
        const auto live = current();
        if (live && live->run_id() == (*run)->id && live->ask(question)) {
          const std::lock_guard lock(mutex);
          running_jobs.erase(question.id);  // From here on cancel() turns to the run.
          if (withdrawn && withdrawn->cancelled()) live->withdraw(question.id);
          return;
        }
      }
      if (run)
        done = prober.answer(question.request, *run, [&] { return !withdrawn || !withdrawn->cancelled(); });
      else
        done.error = run.error();
    } catch (const std::exception& error) {
      done.error =
          Error{ErrorCode::internal, fmt::format("the question could not be answered: {}", error.what()), ""};
    }
    done.probe = question.id;
    {
      const std::lock_guard lock(mutex);
      running_jobs.erase(question.id);
    }
    events.push(std::move(done));
  }

  /// Of a job or question; nothing for a question that a run in training has handed back.
  std::shared_ptr<CancelFlag> taken_flag(RequestId id) {
    const std::lock_guard lock(mutex);
    const auto found = running_jobs.find(id);
    return found == running_jobs.end() ? nullptr : found->second;
  }

  /// Work gets progress and cancel, and fills in the JobDone.
  RequestId start_job(std::function<Result<void>(JobDone&, const ProgressSink&, const CancelFlag&)> work) {
    const RequestId id = ++last_request;
    auto cancel = std::make_shared<CancelFlag>();
    {
      const std::lock_guard lock(mutex);
      running_jobs[id] = cancel;
    }
    job_thread.post([this, id, cancel, work = std::move(work)] {
      const ProgressSink progress = [&](std::string_view what, std::uint64_t finished, std::uint64_t total) {
        events.push(JobProgress{id, std::string(what), finished, total});
      };
      JobDone done{};
      done.job = id;
      try {
        if (auto result = work(done, progress, *cancel); !result) done.error = result.error();
      } catch (const std::exception& error) {
        done.error = Error{ErrorCode::internal, fmt::format("the job failed: {}", error.what()), ""};
      }
      {
        const std::lock_guard lock(mutex);
        running_jobs.erase(id);
      }
      events.push(std::move(done));
    });
    return id;
  }
};

Session::Session(std::shared_ptr<State> state) : state_(std::move(state)) {}

Session::~Session() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->closing = true;
    if (state_->active) state_->active->stop();
    for (const auto& [id, flag] : state_->running_jobs) flag->cancel();
  }
  // Jobs and the queue may start a run and a run hands its open questions to the probe thread, so they end in
  // this order.
  state_->job_thread.finish();
  state_->queue.finish();
  {
    // The watch goes on meanwhile: a run that hangs is given up, and does not hang us.
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return !state_->active; });
    state_->ending = true;
  }
  state_->changed.notify_all();
  if (state_->training_thread.joinable()) state_->training_thread.join();
  state_->watch_thread.join();
  state_->probe_thread.finish();
  state_->events.set_wakeup({});
}

Result<std::unique_ptr<Session>> Session::open(const Workspace& workspace) {
  auto state = std::make_shared<State>(workspace);
  {
    CLOZE_TRY(History history, History::open(workspace.database()));
    CLOZE_TRY(state->interrupted, history.mark_interrupted());
  }
  std::ranges::reverse(state->interrupted);
  state->watch_thread = std::thread([watched = state.get()] { watched->watch(); });
  return std::unique_ptr<Session>(new Session(std::move(state)));
}

const std::vector<std::string>& Session::interrupted_runs() const {
  return state_->interrupted;
}

const Workspace& Session::workspace() const {
  return state_->workspace;
}

Result<std::string> Session::start_run(const RunRequest& request) {
  return state_->start([&] { return plan_new_run(state_->workspace, request); });
}

Result<std::string> Session::resume_run(const std::string& run, const RunOptions& options) {
  return state_->start([&] { return plan_resumed_run(state_->workspace, run, options); });
}

Result<std::string> Session::adopt_run(const std::string& run, const RunOptions& options) {
  return state_->start([&] { return plan_adopted_run(state_->workspace, run, options); });
}

void Session::pause() {
  if (const auto run = state_->current()) run->pause();
}

void Session::resume() {
  if (const auto run = state_->current()) run->resume();
}

Result<void> Session::change_run(const std::vector<SettingChange>& changes) {
  const auto run = state_->current();
  if (!run)
    return fail(ErrorCode::bad_input, "no run is in training", "change the recipe and train another one");
  CLOZE_TRY(History history, History::open(state_->workspace.database()));
  CLOZE_TRY(const RunRecord record, history.find_run(run->run_id()));
  CLOZE_TRY(const Recipe recipe, recipe_from_json(record.recipe_json, "the recipe of the run"));
  CLOZE_CHECK(changed_recipe(recipe, changes));
  run->change(changes);
  return {};
}

void Session::stop() {
  state_->queue.run_stops();
  if (const auto run = state_->current()) run->stop();
}

void Session::checkpoint_now() {
  if (const auto run = state_->current()) run->save();
}

std::string Session::active_run() const {
  const auto run = state_->current();
  return run ? run->run_id() : std::string{};
}

RunQueue& Session::queue() const {
  return state_->queue;
}

RequestId Session::train_tokenizer(const TokenizerRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(done.tokenizer, run_tokenizer_job(state_->workspace, request, progress, cancel));
        return {};
      });
}

RequestId Session::build_dataset(const DatasetRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(done.dataset, run_dataset_job(state_->workspace, request, progress, cancel));
        return {};
      });
}

RequestId Session::quickstart(const QuickstartRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(PreparedSample prepared, prepare_sample(state_->workspace, request, progress, cancel));
        CLOZE_TRY(done.run_id, start_run({request.recipe, prepared.dataset.hash, "", request.options}));
        done.tokenizer = std::move(prepared.tokenizer);
        done.dataset = std::move(prepared.dataset);
        return {};
      });
}

RequestId Session::export_model(const ExportRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(const auto folder, run_export_job(state_->workspace, request, progress, cancel));
        done.folder = folder.string();
        return {};
      });
}

RequestId Session::import_model(const ImportRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(done.run_id, run_import_job(state_->workspace, request, progress, cancel));
        return {};
      });
}

RequestId Session::export_metrics(const MetricsExportRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(const auto folder, run_metrics_job(state_->workspace, request, progress, cancel));
        done.folder = folder.string();
        return {};
      });
}

RequestId Session::embed(const EmbedRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(done.embeddings, run_embed_job(state_->workspace, request, progress, cancel));
        return {};
      });
}

RequestId Session::clean(const CleanRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        CLOZE_TRY(done.cleaning, run_clean_job(state_->workspace, request, progress, cancel));
        return {};
      });
}

RequestId Session::preflight(const PreflightRequest& request) {
  return state_->start_job(
      [this, request](JobDone& done, const ProgressSink& progress, const CancelFlag& cancel) -> Result<void> {
        const auto idle = [this]() -> Result<void> {
          const std::lock_guard lock(state_->mutex);
          if (!state_->active && !state_->starting) return {};
          return fail(ErrorCode::bad_input, "a run is in training; measured beside it, both would be slow",
                      "wait for its end or stop it");
        };
        if (cancel.cancelled()) return fail(ErrorCode::cancelled, "the measurement was cancelled");
        CLOZE_CHECK(idle());
        auto report = run_preflight_job(state_->workspace, request, progress,
                                        [&] { return !cancel.cancelled() && idle().has_value(); });
        // A run that began meanwhile is the reason, whatever it did to the measurement.
        if (!report && !cancel.cancelled()) CLOZE_CHECK(idle());
        CLOZE_TRY(done.preflight, std::move(report));
        return {};
      });
}

void Session::cancel(RequestId job) {
  const std::lock_guard lock(state_->mutex);
  if (const auto found = state_->running_jobs.find(job); found != state_->running_jobs.end())
    found->second->cancel();
  if (state_->active) state_->active->withdraw(job);
}

RequestId Session::ask(const ProbeRequest& request) {
  const RequestId id = ++state_->last_request;
  {
    const std::lock_guard lock(state_->mutex);
    state_->running_jobs[id] = std::make_shared<CancelFlag>();
  }
  state_->ask_later({id, request});
  return id;
}

Result<Session::EvaluationReport> Session::evaluate(const std::string& run, const RunOptions& options,
                                                    const ProgressSink& progress,
                                                    const std::string& dataset_name) {
  CLOZE_TRY(History history, History::open(state_->workspace.database()));
  CLOZE_TRY(const RunRecord record, history.find_run(run));
  CLOZE_TRY(const std::filesystem::path folder, newest_checkpoint(state_->workspace, record));
  CLOZE_TRY(const DeviceChoice device, choose_device(options.device));
  set_compute_threads(options.threads);
  CLOZE_TRY(const LoadedCheckpoint checkpoint, load_checkpoint(folder, device.name));
  CLOZE_TRY(const Dataset dataset, dataset_for(state_->workspace, checkpoint, record.name, dataset_name));
  EvaluationReport report;
  CLOZE_TRY(report.metrics, evaluate_held_out(checkpoint.model, checkpoint.recipe, dataset, progress));
  report.metrics.step = checkpoint.state.step;
  report.unigram_entropy = unigram_entropy(dataset.split(Split::held_out), dataset.info().vocabulary_size);
  return report;
}

Result<void> Session::label_run(const std::string& run, const RunLabels& change) {
  CLOZE_TRY(History history, History::open(state_->workspace.database()));
  CLOZE_TRY(const RunRecord record, history.find_run(run));
  return history.label(record.id, change);
}

Result<void> Session::pin(const std::string& text, bool pinned) {
  CLOZE_TRY(History history, History::open(state_->workspace.database()));
  return pinned ? history.pin(text) : history.unpin(text);
}

Result<void> Session::delete_run(const std::string& run) {
  CLOZE_TRY(History history, History::open(state_->workspace.database()));
  CLOZE_TRY(const RunRecord record, history.find_run(run));
  if (record.status == RunStatus::queued) return state_->queue.remove(record.id);
  if (record.id == active_run() || record.status == RunStatus::running || record.status == RunStatus::paused)
    return fail(ErrorCode::bad_input, fmt::format("run '{}' is in training", record.name), "stop it first");
  CLOZE_CHECK(history.delete_run(record.id));
  std::error_code error;
  std::filesystem::remove_all(state_->workspace.run_folder(record.id), error);
  if (error)
    return std::unexpected(io_error("cannot remove", state_->workspace.run_folder(record.id), error.value()));
  return {};
}

std::vector<Event> Session::drain() {
  return state_->events.drain();
}
bool Session::wait(std::chrono::milliseconds timeout) {
  return state_->events.wait(timeout);
}
void Session::set_wakeup(std::function<void()> wakeup) {
  state_->events.set_wakeup(std::move(wakeup));
}

}  // namespace cloze
