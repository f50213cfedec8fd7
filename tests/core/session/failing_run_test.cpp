// SPDX-License-Identifier: GPL-3.0-or-later
// Trainings that go wrong from inside: the session tells, keeps, and lives on.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <stdexcept>

#include "core/base/clock.h"
#include "tests/core/session/session_fixture.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;

class FailingRunTest : public SessionTest {
 protected:
  static RunRequest long_run() {
    Recipe recipe = small_recipe();
    recipe.budget.steps = 100000;
    recipe.checkpoint.every_steps = 8;
    recipe.evaluation.every_steps = 0;
    return request(recipe);
  }
  static RunRecord record_of(Session& session, const std::string& id) {
    auto history = History::open(session.workspace().database());
    return *history->find_run(id);
  }
  /// Goes on from the last checkpoint for a few steps.
  static void expect_resumable(Session& session, const std::string& id, std::int64_t least_step) {
    RunOptions options = long_run().options;
    ASSERT_TRUE(session.resume_run(id, options));
    const Heard heard =
        listen(session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
    EXPECT_GE(heard.all<RunStarted>().back().first_step, least_step);
    session.stop();
    EXPECT_EQ(listen(session, is_end).all<RunEnded>().back().status, RunStatus::stopped);
  }
};

TEST_F(FailingRunTest, AnExceptionIsToldKeptAndTheRunCanBeResumed) {
  auto session = open();
  RunRequest wanted = long_run();
  wanted.options.before_step = [](std::int64_t step) {
    if (step == 20) throw std::runtime_error("the sky fell");
  };
  const auto id = session->start_run(wanted);
  ASSERT_TRUE(id);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  EXPECT_EQ(end.status, RunStatus::failed);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("the sky fell"));
  EXPECT_EQ(record_of(*session, *id).status, RunStatus::failed);
  EXPECT_THAT(record_of(*session, *id).failure, HasSubstr("the sky fell"));
  EXPECT_EQ(record_of(*session, *id).step, 19);
  expect_resumable(*session, *id, 16);
}

TEST_F(FailingRunTest, MemoryThatRunsOutSaysWhatToDo) {
  auto session = open();
  RunRequest wanted = long_run();
  wanted.options.before_step = [](std::int64_t step) {
    if (step == 10) throw std::bad_alloc();
  };
  const auto id = session->start_run(wanted);
  ASSERT_TRUE(id);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, ErrorCode::unavailable);
  EXPECT_THAT(end.error->message, HasSubstr("not enough memory"));
  EXPECT_THAT(end.error->hint, HasSubstr("batch_size"));
  expect_resumable(*session, *id, 8);
}

/// Holds a training thread until it is let go.
class Trap {
 public:
  void enter() {
    std::unique_lock lock(mutex_);
    entered_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    left_ = true;
    changed_.notify_all();
  }
  void wait_for_somebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return entered_; });
  }
  void open_and_wait() {
    std::unique_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return left_ || !entered_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool entered_ = false, open_ = false, left_ = false;
};

TEST_F(FailingRunTest, AHangIsToldAndTheSessionLivesOn) {
  auto session = open();
  const auto trap = std::make_shared<Trap>();
  RunRequest wanted = long_run();
  wanted.options.hang_seconds = 1;
  wanted.options.before_step = [trap](std::int64_t step) {
    if (step == 20) trap->enter();
  };
  const Stopwatch time;
  const auto id = session->start_run(wanted);
  ASSERT_TRUE(id);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  EXPECT_LT(time.seconds(), 10);
  EXPECT_EQ(end.status, RunStatus::failed);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("no sign of life"));
  EXPECT_EQ(record_of(*session, *id).status, RunStatus::failed);
  EXPECT_EQ(session->active_run(), "");
  expect_resumable(*session, *id, 16);
  // The hung thread wakes up after all: it must not touch the run any more.
  const RunRecord before = record_of(*session, *id);
  session->drain();
  trap->open_and_wait();
  EXPECT_FALSE(session->wait(300ms));
  const RunRecord after = record_of(*session, *id);
  EXPECT_EQ(after.step, before.step);
  EXPECT_EQ(after.status, before.status);
}

TEST_F(FailingRunTest, ClosingDoesNotWaitForAHangForEver) {
  const auto trap = std::make_shared<Trap>();
  std::string id;
  const Stopwatch time;
  {
    auto session = open();
    RunRequest wanted = long_run();
    wanted.options.hang_seconds = 1;
    wanted.options.before_step = [trap](std::int64_t step) {
      if (step == 12) trap->enter();
    };
    id = *session->start_run(wanted);
    trap->wait_for_somebody();
  }
  EXPECT_LT(time.seconds(), 10);
  trap->open_and_wait();
  auto session = open();
  EXPECT_EQ(record_of(*session, id).status, RunStatus::failed);
}

TEST_F(FailingRunTest, APausedRunDoesNotHang) {
  auto session = open();
  RunRequest wanted = long_run();
  wanted.options.hang_seconds = 0.5;
  ASSERT_TRUE(session->start_run(wanted));
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->pause();
  listen(*session, [](const Event& event) { return std::holds_alternative<RunStateChanged>(event); });
  session->drain();
  EXPECT_FALSE(session->wait(1500ms)) << "a paused run was taken for hanging";
  session->stop();
  EXPECT_EQ(listen(*session, is_end).all<RunEnded>().back().status, RunStatus::stopped);
}

TEST_F(FailingRunTest, AFaultIsToldAndStandsInTheHistory) {
  auto session = open();
  RunRequest wanted = long_run();
  wanted.recipe.budget.steps = 60;
  wanted.recipe.guard.action = GuardAction::rollback;
  // With bounds this tight ordinary noise is a fault.
  wanted.recipe.guard.window = 8;
  wanted.recipe.guard.spike = 0.01;
  wanted.recipe.guard.limit = 4;
  const auto id = session->start_run(wanted);
  ASSERT_TRUE(id);
  const Heard heard = listen(*session, is_end);
  const auto rolled = heard.all<RunRolledBack>();
  ASSERT_FALSE(rolled.empty());
  EXPECT_LT(rolled[0].to, rolled[0].from);
  auto history = History::open(session->workspace().database());
  int rollbacks = 0;
  const auto events = history->events(*id);
  ASSERT_TRUE(events);
  for (const RunEvent& event : *events) {
    if (event.kind != "rollback") continue;
    ++rollbacks;
    EXPECT_THAT(event.message, HasSubstr("rows "));
  }
  EXPECT_GT(rollbacks, 0);
}

}  // namespace
}  // namespace cloze::test
