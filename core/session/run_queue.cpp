// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_queue.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strict_json.h"
#include "core/config/recipe_json.h"
#include "core/session/model_jobs.h"
#include "core/session/run_plan.h"

namespace cloze {
namespace {

std::string options_json(const RunOptions& options, const std::string& from, const std::string& called) {
  nlohmann::ordered_json json;
  json["device"] = options.device;
  json["threads"] = options.threads;
  json["loader_threads"] = options.loader_threads;
  json["isolated"] = options.isolated;
  json["hang_seconds"] = options.hang_seconds;
  if (!from.empty()) {
    json["from"] = from;
    json["from_called"] = called;
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> read_options(const std::string& text, WaitingRun& waiting) {
  const std::string origin = fmt::format("the options of the waiting run '{}'", waiting.record.name);
  constexpr auto hint = "remove it from the queue and add it again";
  CLOZE_TRY(const auto json, parse_strict_json(text, origin, ErrorCode::damaged, hint));
  try {
    RunOptions& options = waiting.options;
    json.at("device").get_to(options.device);
    json.at("threads").get_to(options.threads);
    json.at("loader_threads").get_to(options.loader_threads);
    json.at("isolated").get_to(options.isolated);
    json.at("hang_seconds").get_to(options.hang_seconds);
    waiting.from = json.value("from", std::string());
    waiting.from_called = json.value("from_called", std::string());
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, error.what()), hint);
  }
  return {};
}

WaitingRun waiting_run(const QueuedRun& queued) {
  WaitingRun waiting;
  waiting.record = queued.run;
  if (auto read = read_options(queued.options_json, waiting); !read) waiting.problem = read.error();
  return waiting;
}

std::unexpected<Error> waits_no_more(const RunRecord& run) {
  return fail(ErrorCode::bad_input,
              fmt::format("run '{}' does not wait in the queue: it is {}", run.name, to_string(run.status)));
}

}  // namespace

Result<RunRequest> request_of(const WaitingRun& waiting) {
  if (waiting.problem) return std::unexpected(*waiting.problem);
  RunRequest request;
  CLOZE_TRY(request.recipe, recipe_from_json(waiting.record.recipe_json,
                                             fmt::format("the recipe of run '{}'", waiting.record.name)));
  request.dataset = waiting.record.dataset_hash;
  request.name = waiting.record.name;
  request.options = waiting.options;
  request.from = waiting.from;
  return request;
}

RunQueue::RunQueue(const Workspace& workspace, EventQueue& events, RunPlace& place)
    : workspace_(workspace), events_(events), place_(place) {}

Result<std::string> RunQueue::add(const RunRequest& request) {
  if (request.options.before_step)
    return fail(ErrorCode::bad_input, "a run that waits in the queue cannot call back before its steps");
  CLOZE_TRY(RunPlan plan, check_new_run(workspace_, request));
  plan.record.process_id = 0;
  CLOZE_TRY(History history, History::open(workspace_.database()));
  std::string from, called = request.from;
  if (!request.from.empty()) {
    CLOZE_TRY(from, lasting_name(workspace_, request.from));
    if (const auto source = history.find_run(from)) called = source->name;
  }
  CLOZE_CHECK(history.add_queued(plan.record, options_json(request.options, from, called)));
  changed();
  place_is_free();
  return plan.record.id;
}

Result<std::vector<WaitingRun>> RunQueue::list() const {
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_TRY(const std::vector<QueuedRun> queued, history.queue());
  std::vector<WaitingRun> waiting;
  for (const QueuedRun& one : queued) waiting.push_back(waiting_run(one));
  return waiting;
}

Result<RunRecord> RunQueue::find(const std::string& run) const {
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_TRY(std::vector<QueuedRun> queued, history.queue());
  // A name may be that of older runs as well: here the one that waits is meant.
  const auto named = std::find_if(queued.rbegin(), queued.rend(), [&](const QueuedRun& one) {
    return one.run.id == run || one.run.name == run;
  });
  if (named != queued.rend()) return std::move(named->run);
  CLOZE_TRY(RunRecord found, history.find_run(run));
  if (found.status != RunStatus::queued) return waits_no_more(found);
  return found;
}

Result<void> RunQueue::move(const std::string& run, std::size_t index) {
  CLOZE_TRY(const RunRecord record, find(run));
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_CHECK(history.move_queued(record.id, index));
  changed();
  return {};
}

Result<void> RunQueue::remove(const std::string& run) {
  CLOZE_TRY(const RunRecord record, find(run));
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_TRY(const bool removed, history.remove_queued(record.id));
  if (!removed) {
    CLOZE_TRY(const RunRecord now, history.find_run(record.id));
    return waits_no_more(now);
  }
  std::error_code ignored;  // A folder is there only where a start was tried.
  std::filesystem::remove_all(workspace_.run_folder(record.id), ignored);
  changed();
  return {};
}

void RunQueue::go_on() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(going_, true)) events_.push(QueueChanged{true, QueueHeld::at_start, std::nullopt});
  }
  place_is_free();
}

void RunQueue::hold() {
  hold_for(QueueHeld::by_person);
}

void RunQueue::run_stops() {
  hold_for(QueueHeld::run_stopped);
}

void RunQueue::hold_for(QueueHeld why, std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(going_, false)) return;
  held_ = why;
  events_.push(QueueChanged{false, why, std::move(error)});
}

bool RunQueue::going() const {
  const std::lock_guard lock(mutex_);
  return going_;
}

QueueHeld RunQueue::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

void RunQueue::changed() {
  const std::lock_guard lock(mutex_);
  events_.push(QueueChanged{going_, held_, std::nullopt});
}

void RunQueue::place_is_free() {
  if (!going()) return;
  worker_.post([this] {
    try {
      while (start_next()) {
      }
    } catch (const std::exception& error) {
      hold_for(QueueHeld::trouble,
               Error{ErrorCode::internal, fmt::format("the queue failed: {}", error.what()), ""});
    }
  });
}

void RunQueue::finish() {
  worker_.finish();
}

/// True when the next one is to be tried.
bool RunQueue::start_next() {
  if (!going() || !place_.reserve()) return false;  // Whoever has the place says when it is free.
  const auto give_back = [this] {
    (void)place_.launch(fail(ErrorCode::cancelled, "the run of the queue does not start"));
  };
  const auto trouble = [&](Error error) {
    give_back();
    hold_for(QueueHeld::trouble, std::move(error));
    return false;
  };
  auto history = History::open(workspace_.database());
  if (!history) return trouble(history.error());
  auto queued = history->queue();
  if (!queued) return trouble(queued.error());
  if (queued->empty()) {
    give_back();
    hold_for(QueueHeld::worked_through);
    return false;
  }
  const QueuedRun next = std::move(queued->front());
  auto plan = plan_waiting_run(workspace_, waiting_run(next));
  if (!going()) {
    give_back();
    return false;
  }
  if (!plan) {
    const Error error = plan.error();
    if (error.code == ErrorCode::disk_full) return trouble(error);
    const auto failed = history->fail_queued(next.run.id, to_string(error));
    if (!failed) return trouble(failed.error());
    give_back();
    if (*failed) events_.push(RunNotStarted{next.run.id, next.run.name, error});
    changed();
    return true;
  }
  const auto claimed = history->claim_queued(next.run.id, ::getpid(), plan->record.environment_json);
  if (!claimed) return trouble(claimed.error());
  if (!*claimed) {  // Another process was faster, or it was removed.
    give_back();
    return true;
  }
  // Held meanwhile, or the session is ending: the next one finds it where it was.
  const bool wanted = going();
  if (!wanted) give_back();
  if (wanted && place_.launch(std::move(plan))) {
    changed();
    return false;
  }
  if (const auto back = history->put_back(next.run.id, next.options_json); !back)
    hold_for(QueueHeld::trouble, back.error());
  changed();
  return false;
}

}  // namespace cloze
