// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/child_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/clock.h"
#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/spawn.h"
#include "core/session/event_wire.h"
#include "core/session/run_recorder.h"

namespace cloze {
namespace {

constexpr int poll_milliseconds = 50;
/// The trainer tells every second that it lives, whatever its training does.
constexpr double silent_limit_seconds = 15;
/// Once it has told its end there is nothing left to do but to go.
constexpr double leaving_limit_seconds = 5;

struct Child {
  pid_t id = 0;
  Descriptor orders, events;  ///< Our ends of its pipes.
};

Result<Child> start(const Workspace& workspace, const RunPlan& plan) {
  CLOZE_TRY(const std::filesystem::path program, trainer_program());
  const auto failed = [](const char* what, int error_number) {
    return fail(ErrorCode::unavailable,
                fmt::format("cannot start the trainer: {}: {}", what, std::strerror(error_number)));
  };
  int down[2], up[2];
  if (::pipe2(down, O_CLOEXEC) != 0) return failed("pipe", errno);
  Descriptor child_input(down[0]);
  Child child;
  child.orders = Descriptor(down[1]);
  if (::pipe2(up, O_CLOEXEC) != 0) return failed("pipe", errno);
  Descriptor child_output(up[1]);
  child.events = Descriptor(up[0]);

  CLOZE_TRY(child.id, spawn(program,
                            {"trainer", plan.record.id, "--workspace", workspace.root().string(), "--device",
                             plan.options.device, "--threads", fmt::format("{}", plan.options.threads),
                             "--loader-threads", fmt::format("{}", plan.options.loader_threads),
                             "--hang-seconds", fmt::format("{}", plan.options.hang_seconds)},
                            child_input.get(), child_output.get()));
  return child;
}

enum class Input { nothing, some, closed };

/// Waits a moment for input and adds it to the reader.
Input receive(int fd, MessageReader& reader, int milliseconds) {
  pollfd waiting{fd, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return Input::nothing;
  char buffer[1 << 16];
  const ssize_t got = ::read(fd, buffer, sizeof buffer);
  if (got < 0) return errno == EINTR || errno == EAGAIN ? Input::nothing : Input::closed;
  if (got == 0) return Input::closed;
  reader.add({buffer, static_cast<std::size_t>(got)});
  return Input::some;
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return fmt::format("the trainer's process was ended by signal {} ({}){}", number, ::strsignal(number),
                       number == SIGKILL ? "; the system does so when memory runs out" : "");
  }
  return fmt::format("the trainer's process ended with status {} without a word", WEXITSTATUS(status));
}

/// The conversation with a child until its output closes.
class Conversation {
 public:
  Conversation(Child& child, ActiveRun& active, EventQueue& events)
      : child_(child), active_(active), events_(events) {}

  void hold() {
    double heard = steady_seconds();
    for (;;) {
      active_.beat();
      pass_orders();
      const Input input = receive(child_.events.get(), reader_, poll_milliseconds);
      if (input == Input::some) {
        heard = steady_seconds();
        if (auto passed = pass_events(); !passed) {
          trouble_ = to_string(passed.error());
          ::kill(child_.id, SIGKILL);
          return;
        }
      } else if (input == Input::closed) {
        return;
      } else if (ended_ && steady_seconds() - heard > leaving_limit_seconds) {
        ::kill(child_.id, SIGKILL);
        return;
      } else if (steady_seconds() - heard > silent_limit_seconds) {
        trouble_ =
            fmt::format("the trainer's process gave no sign of life for {:.0f} s", steady_seconds() - heard);
        ::kill(child_.id, SIGKILL);
        return;
      }
    }
  }

  const std::optional<RunEnded>& ended() const { return ended_; }
  /// Why the child was killed; empty when it was not.
  const std::string& trouble() const { return trouble_; }
  std::vector<LiveQuestion> unanswered() && { return std::move(asked_); }

 private:
  void pass_orders() {
    ActiveRun::Orders orders = active_.take();
    const bool news = orders.save || !orders.questions.empty() || !orders.withdrawn.empty() ||
                      !orders.changes.empty() || orders.stop != stop_ || orders.paused != paused_;
    if (!news) return;
    stop_ = orders.stop;
    paused_ = orders.paused;
    asked_.insert(asked_.end(), orders.questions.begin(), orders.questions.end());
    (void)write_bytes(child_.orders.get(),
                      to_message(orders));  // A child that is gone is noticed by its output.
  }

  Result<void> pass_events() {
    for (;;) {
      CLOZE_TRY(const auto message, reader_.next());
      if (!message) return {};
      CLOZE_TRY(Upward upward, upward_from_message(*message));
      auto* event = std::get_if<Event>(&upward);
      if (event == nullptr) continue;
      if (const auto* done = std::get_if<ProbeDone>(event))
        std::erase_if(asked_, [&](const LiveQuestion& question) { return question.id == done->probe; });
      if (const auto* ended = std::get_if<RunEnded>(event))
        ended_ = *ended;  // Told by our caller.
      else
        events_.push(std::move(*event));
    }
  }

  Child& child_;
  ActiveRun& active_;
  EventQueue& events_;
  MessageReader reader_;
  bool stop_ = false, paused_ = false;
  std::vector<LiveQuestion> asked_;
  std::optional<RunEnded> ended_;
  std::string trouble_;
};

/// Writing to a child that has ended must be an error and not the end of this program.
void ignore_broken_pipes() {
  static const auto once = ::signal(SIGPIPE, SIG_IGN);
  (void)once;
}

}  // namespace

Result<std::filesystem::path> trainer_program() {
  const char* chosen = std::getenv("CLOZE_TRAINER");
  if (chosen == nullptr || *chosen == '\0') return program_beside_this("cloze");
  const std::filesystem::path program = chosen;
  if (::access(program.c_str(), X_OK) != 0)
    return fail(ErrorCode::unavailable, fmt::format("there is no trainer at '{}'", program.string()),
                "put the program cloze beside this one, or name it in CLOZE_TRAINER");
  return program;
}

TrainingEnd run_in_child(const Workspace& workspace, const RunPlan& plan, ActiveRun& active,
                         EventQueue& events) {
  const std::string& run = plan.record.id;
  active.watch_this_thread();
  ignore_broken_pipes();
  RunEnded ended{run, RunStatus::failed, std::nullopt};
  const auto fail_with = [&](std::string reason) {
    record_failure(workspace.database(), run, reason);
    ended.error =
        Error{ErrorCode::internal, std::move(reason), "the run can be resumed from its last checkpoint"};
  };
  auto child = start(workspace, plan);
  if (!child) {
    record_failure(workspace.database(), run, to_string(child.error()));
    ended.error = child.error();
    return {ended, active.close()};
  }
  Conversation conversation(*child, active, events);
  conversation.hold();
  child->orders.close();
  int status = 0;
  while (::waitpid(child->id, &status, 0) < 0 && errno == EINTR) {
  }
  if (conversation.ended())
    ended = *conversation.ended();
  else
    fail_with(conversation.trouble().empty() ? describe_end(status) : conversation.trouble());
  std::vector<LiveQuestion> unanswered = std::move(conversation).unanswered();
  for (LiveQuestion& question : active.close()) unanswered.push_back(std::move(question));
  return {std::move(ended), std::move(unanswered)};
}

Result<void> serve_run(const Workspace& workspace, const std::string& run, const RunOptions& options,
                       int input, int output) {
  ignore_broken_pipes();
  CLOZE_TRY(const auto session, Session::open(workspace));
  bool parent_lives = true;
  const auto tell = [&](const std::string& message) {
    parent_lives = parent_lives && write_bytes(output, message);
  };
  auto adopted = session->adopt_run(run, options);
  if (!adopted) {
    CLOZE_TRY(const std::string message,
              to_message(Event(RunEnded{run, RunStatus::failed, adopted.error()})));
    record_failure(workspace.database(), run, to_string(adopted.error()));
    tell(message);
    return {};
  }
  MessageReader reader;
  std::map<RequestId, RequestId> numbers_above;  // Of questions: ours, and the parent's.
  bool stopping = false;
  double last_told = steady_seconds();
  for (bool ended = false; !ended;) {
    // Orders without waiting, then events: a step that ends wakes us at once.
    if (parent_lives) {
      const Input got = receive(input, reader, 0);
      if (got == Input::closed) parent_lives = false;
      for (;;) {
        CLOZE_TRY(const auto message, reader.next());
        if (!message) break;
        CLOZE_TRY(const ActiveRun::Orders orders, orders_from_message(*message));
        orders.paused ? session->pause() : session->resume();
        if (!orders.changes.empty()) (void)session->change_run(orders.changes);  // Checked by the parent.
        if (orders.save) session->checkpoint_now();
        if (orders.stop) session->stop();
        for (const LiveQuestion& question : orders.questions)
          numbers_above[session->ask(question.request)] = question.id;
        for (const RequestId withdrawn : orders.withdrawn)
          for (const auto& [ours, above] : numbers_above)
            if (above == withdrawn) session->cancel(ours);
      }
    }
    if (!parent_lives && !std::exchange(stopping, true)) session->stop();
    session->wait(std::chrono::milliseconds(poll_milliseconds));
    for (Event& event : session->drain()) {
      if (auto* done = std::get_if<ProbeDone>(&event)) done->probe = numbers_above.at(done->probe);
      ended = ended || std::holds_alternative<RunEnded>(event);
      CLOZE_TRY(const std::string message, to_message(event));
      tell(message);
    }
    if (steady_seconds() - last_told > 1) {
      last_told = steady_seconds();
      tell(life_message());
    }
  }
  return {};
}

}  // namespace cloze
