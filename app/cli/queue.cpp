// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <utility>

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/train_options.h"
#include "app/cli/wait.h"
#include "core/base/text_name.h"
#include "core/session/run_queue.h"

namespace cloze::cli {
namespace {

Result<void> list(const Context& context) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const std::vector<WaitingRun> waiting, session->queue().list());
  if (context.json) {
    Json json = Json::array();
    for (const WaitingRun& run : waiting) {
      Json one = to_json(run.record);
      one["place"] = json.size() + 1;
      one["device"] = run.options.device;
      one["threads"] = run.options.threads;
      one["isolated"] = run.options.isolated;
      one["from"] = run.from.empty() ? Json() : Json(run.from);
      json.push_back(std::move(one));
    }
    print_json(json);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const WaitingRun& run : waiting)
    rows.push_back({std::to_string(rows.size() + 1), run.record.id, run.record.name, run.record.dataset_name,
                    run.record.total_steps > 0 ? std::to_string(run.record.total_steps) : "-",
                    run.options.device, run.from_called});
  print_table({"place", "id", "name", "dataset", "steps", "device", "from"}, rows);
  return {};
}

Result<void> add(const Context& context, const TrainOptions& options) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_TRY(const RunRequest request, options.request_for(session->workspace()));
  CLOZE_TRY(const std::string id, session->queue().add(request));
  CLOZE_TRY(const std::vector<WaitingRun> waiting, session->queue().list());
  if (context.json)
    print_json({{"run", id}, {"waiting", waiting.size()}});
  else
    fmt::print("run: {}\nwaiting: {}; start with: cloze queue run\n", id, waiting.size());
  return {};
}

Result<void> move(const Context& context, const std::string& run, std::size_t place) {
  CLOZE_TRY(const auto session, context.session());
  CLOZE_CHECK(session->queue().move(run, place - 1));
  return list(context);
}

Result<void> remove(const Context& context, const std::vector<std::string>& names) {
  CLOZE_TRY(const auto session, context.session());
  Json removed = Json::array();
  for (const std::string& name : names) {
    CLOZE_CHECK(session->queue().remove(name));
    removed.push_back(name);
    if (!context.json) fmt::print("removed {}\n", one_line(name));
  }
  if (context.json) print_json({{"removed", removed}});
  return {};
}

/// What has come of a run of the queue.
struct Done {
  std::string id;
  RunOutcome outcome;
  std::optional<Error> error;
};

/// Goes through a session's events until its queue is held and no run of it is in training.
class QueueFollower {
 public:
  explicit QueueFollower(Session& session) : session_(session) {}

  Result<std::vector<Done>> follow() {
    session_.queue().go_on();
    bool stopping = false;
    while (going_ || follower_) {
      session_.wait(std::chrono::milliseconds(100));
      if (Interruption::requested() && !std::exchange(stopping, true)) {
        line_.note("saving a checkpoint and stopping; the other runs wait");
        session_.stop();
      }
      for (const Event& event : session_.drain()) CLOZE_CHECK(take(event));
      // Held before its first event: the run that was taken last is still to come.
      if (!going_ && !follower_ && !session_.active_run().empty()) follower_.emplace(line_);
    }
    return std::move(done_);
  }

 private:
  Result<void> take(const Event& event) {
    if (const auto* changed = std::get_if<QueueChanged>(&event)) {
      going_ = changed->going;
      if (changed->error) return std::unexpected(*changed->error);
      return {};
    }
    if (const auto* failed = std::get_if<RunNotStarted>(&event)) {
      tell(failed->run_id, failed->name, failed->error);
      done_.push_back({failed->run_id, {}, failed->error});
      return {};
    }
    if (const auto* started = std::get_if<RunStarted>(&event)) name_ = started->name;
    if (!follower_) follower_.emplace(line_);
    follower_->take(event);
    const auto* ended = std::get_if<RunEnded>(&event);
    if (ended == nullptr) return {};
    auto outcome = follower_->outcome(session_);
    follower_.reset();
    Done one{ended->run_id, {}, {}};
    if (outcome) {
      one.outcome = std::move(*outcome);
    } else {
      one.error = outcome.error();
      tell(ended->run_id, name_, *one.error);
    }
    name_.clear();
    done_.push_back(std::move(one));
    return {};
  }

  void tell(const std::string& id, const std::string& name, const Error& error) {
    line_.note(printable(
        fmt::format("run {}{} failed: {}", id, name.empty() ? "" : " '" + name + "'", to_string(error))));
  }

  Session& session_;
  ProgressLine line_;
  bool going_ = true;
  std::optional<RunFollower> follower_;
  std::string name_;
  std::vector<Done> done_;
};

Json json_of(const Done& done) {
  Json json{{"run", done.id}, {"status", to_string(done.error ? RunStatus::failed : done.outcome.status)}};
  if (done.error) {
    json["error"] = {{"message", done.error->message}, {"hint", done.error->hint}};
    return json;
  }
  json["held_out"] = done.outcome.evaluation ? to_json(*done.outcome.evaluation) : Json();
  json["checkpoint"] = done.outcome.checkpoint;
  return json;
}

Result<void> run(Context& context) {
  const Interruption interruption;
  CLOZE_TRY(const auto session, context.session());
  std::vector<Done> all;
  {
    QueueFollower follower(*session);
    CLOZE_TRY(all, follower.follow());
  }
  Json json = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const Done& done : all) {
    json.push_back(json_of(done));
    const auto& evaluation = done.outcome.evaluation;
    rows.push_back({done.id, std::string(to_string(done.error ? RunStatus::failed : done.outcome.status)),
                    evaluation ? fmt::format("{:.4f}", evaluation->loss) : "-",
                    evaluation ? fmt::format("{:.4f}", evaluation->accuracy) : "-",
                    done.error ? one_line(done.error->message) : ""});
    if (done.error) context.exit_status = 1;
  }
  if (context.json)
    print_json(json);
  else if (rows.empty())
    fmt::print("nothing waits in the queue\n");
  else
    print_table({"run", "status", "held-out", "accuracy", "failure"}, rows);
  return {};
}

}  // namespace

void add_queue(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("queue", "Runs that wait to be trained one after another");
  group->require_subcommand(1);
  group->add_subcommand("list", "Those that wait, in their order")->callback([&context] {
    context.action = [&context] { return list(context); };
  });
  auto* adder = group->add_subcommand("add", "Check a run as train does, and put it at the end");
  auto options = std::make_shared<TrainOptions>();
  options->add_to(*adder);
  adder->callback(
      [&context, options] { context.action = [&context, options] { return add(context, *options); }; });
  auto* mover = group->add_subcommand("move", "Change a run's place");
  auto run_name = std::make_shared<std::string>();
  auto place = std::make_shared<std::size_t>(1);
  mover->add_option("run", *run_name, "Id or name")->required();
  mover->add_option("place", *place, "From 1; past the end is the end")
      ->required()
      ->check(CLI::Range(1, 1000000));
  mover->callback([&context, run_name, place] {
    context.action = [&context, run_name, place] { return move(context, *run_name, *place); };
  });
  auto* remover = group->add_subcommand("remove", "Take runs out and delete their records");
  auto names = std::make_shared<std::vector<std::string>>();
  remover->add_option("runs", *names, "Ids or names")->required();
  remover->callback(
      [&context, names] { context.action = [&context, names] { return remove(context, *names); }; });
  group
      ->add_subcommand(
          "run",
          "Train those that wait until none does; one that fails is told and the next starts. Ctrl-C "
          "saves a checkpoint and stops. Exit status 1 when a run failed")
      ->callback([&context] { context.action = [&context] { return run(context); }; });
}

}  // namespace cloze::cli
