// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in a process of their own: nobody sees a difference, until the process dies.
#include <signal.h>

#include "core/session/child_run.h"
#include "tests/core/session/session_fixture.h"
#include "tests/support/segmentation_faults.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;

class IsolatedRunTest : public SessionTest {
 protected:
  static RunRequest isolated(Recipe recipe) {
    RunRequest wanted = request(recipe);
    wanted.options.isolated = true;
    return wanted;
  }
  static RunRequest long_run() {
    Recipe recipe = small_recipe();
    recipe.budget.steps = 1000000;
    recipe.evaluation.every_steps = 0;
    return isolated(recipe);
  }
  static RunRecord record_of(Session& session, const std::string& id) {
    auto history = History::open(session.workspace().database());
    return *history->find_run(id);
  }
  static Heard until_step(Session& session, std::int64_t step) {
    return listen(session, [step](const Event& event) {
      const auto* done = std::get_if<StepDone>(&event);
      return (done != nullptr && done->metrics.step >= step) || is_end(event);
    });
  }
};

TEST_F(IsolatedRunTest, SaysAndKeepsTheSameAsARunInAThread) {
  auto session = open();
  const Heard in_thread = train(*session, request(small_recipe()));
  const Heard in_process = train(*session, isolated(small_recipe()));
  EXPECT_EQ(in_process.losses(), in_thread.losses());
  EXPECT_EQ(in_process.all<EvaluationDone>().size(), in_thread.all<EvaluationDone>().size());
  EXPECT_EQ(in_process.all<CheckpointSaved>().size(), in_thread.all<CheckpointSaved>().size());
  EXPECT_EQ(in_process.all<RunStarted>().size(), 1u);
  const RunEnded end = in_process.all<RunEnded>().back();
  EXPECT_EQ(end.status, RunStatus::finished) << to_string(end.error.value_or(Error{}));
  auto history = History::open(session->workspace().database());
  EXPECT_EQ(history->metrics(end.run_id)->size(), 24u);
  EXPECT_NE(record_of(*session, end.run_id).process_id, ::getpid());
}

TEST_F(IsolatedRunTest, PausesAnswersSavesAndStops) {
  auto session = open();
  const auto id = session->start_run(long_run());
  ASSERT_TRUE(id) << to_string(id.error());
  until_step(*session, 3);
  session->pause();
  listen(*session, [](const Event& event) {
    const auto* changed = std::get_if<RunStateChanged>(&event);
    return changed != nullptr && changed->status == RunStatus::paused;
  });
  const ProbeDone answer = ask(*session, {*id, "The farmer [MASK] a red boat", 3, true});
  ASSERT_FALSE(answer.error) << to_string(*answer.error);
  EXPECT_TRUE(answer.result.live);
  EXPECT_EQ(answer.result.masks.size(), 1u);
  EXPECT_FALSE(answer.result.tokens.empty());
  session->checkpoint_now();
  listen(*session, [](const Event& event) { return std::holds_alternative<CheckpointSaved>(event); });
  session->resume();
  until_step(*session, 3);
  session->stop();
  EXPECT_EQ(listen(*session, is_end).all<RunEnded>().back().status, RunStatus::stopped);
}

TEST_F(IsolatedRunTest, ASegmentationFaultEndsTheRunOnly) {
  const test::RealSegmentationFaults faults;
  auto session = open();
  const auto id = session->start_run(long_run());
  ASSERT_TRUE(id);
  until_step(*session, 20);
  ::kill(static_cast<pid_t>(record_of(*session, *id).process_id), SIGSEGV);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  EXPECT_EQ(end.status, RunStatus::failed);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("signal 11"));
  EXPECT_EQ(record_of(*session, *id).status, RunStatus::failed);
  EXPECT_THAT(record_of(*session, *id).failure, HasSubstr("signal 11"));
  // It goes on, in a thread this time.
  RunOptions options = long_run().options;
  options.isolated = false;
  ASSERT_TRUE(session->resume_run(*id, options));
  EXPECT_GE(until_step(*session, 0).all<RunStarted>().back().first_step, 16);
  session->stop();
  listen(*session, is_end);
}

TEST_F(IsolatedRunTest, ATrainerThatStandsStillIsKilledAndTold) {
  auto session = open();
  const auto id = session->start_run(long_run());
  ASSERT_TRUE(id);
  until_step(*session, 3);
  const auto before = std::chrono::steady_clock::now();
  ::kill(static_cast<pid_t>(record_of(*session, *id).process_id), SIGSTOP);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
  EXPECT_EQ(end.status, RunStatus::failed);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("no sign of life"));
}

TEST_F(IsolatedRunTest, EndingTheSessionEndsTheTrainerWithACheckpoint) {
  std::string id;
  pid_t trainer = 0;
  {
    auto session = open();
    id = *session->start_run(long_run());
    until_step(*session, 3);
    trainer = static_cast<pid_t>(record_of(*session, id).process_id);
  }
  EXPECT_NE(::kill(trainer, 0), 0);
  auto session = open();
  EXPECT_EQ(record_of(*session, id).status, RunStatus::stopped);
  EXPECT_FALSE(std::filesystem::is_empty(session->workspace().checkpoints(id)));
}

TEST_F(IsolatedRunTest, AMissingTrainerIsTold) {
  auto session = open();
  ::setenv("CLOZE_TRAINER", "/nowhere/cloze", 1);
  const auto id = session->start_run(long_run());
  ASSERT_TRUE(id);
  const RunEnded end = listen(*session, is_end).all<RunEnded>().back();
  ::unsetenv("CLOZE_TRAINER");
  EXPECT_EQ(end.status, RunStatus::failed);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("/nowhere/cloze"));
  EXPECT_EQ(record_of(*session, *id).status, RunStatus::failed);
}

TEST_F(IsolatedRunTest, ACallbackAndAProcessDoNotGoTogether) {
  auto session = open();
  RunRequest wanted = long_run();
  wanted.options.before_step = [](std::int64_t) {};
  const auto id = session->start_run(wanted);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze::test
