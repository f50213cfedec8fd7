// SPDX-License-Identifier: GPL-3.0-or-later
// Stop means stop: whatever the session is doing, it ends in seconds and loses one step at most.
#include "core/base/clock.h"
#include "core/checkpoint/checkpoint_store.h"
#include "tests/core/session/phases.h"

namespace cloze::test {
namespace {

constexpr double longest_seconds = 10;

class StopTest : public testing::TestWithParam<Phase> {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    phases_ = std::make_unique<Phases>(folder_->path());
    auto session = open();
    phases_->prepare(*session);
  }
  static void TearDownTestSuite() {
    phases_.reset();
    folder_.reset();
  }
  static std::unique_ptr<Session> open() {
    auto workspace = Workspace::open(phases_->workspace());
    EXPECT_TRUE(workspace) << to_string(workspace.error());
    return std::move(*Session::open(*workspace));
  }

  /// Brings the session into the phase; keeps what was heard on the way.
  void enter(Session& session) {
    GetParam().enter(session, *phases_, [&](const std::function<bool(const Event&)>& wanted) {
      const Heard heard = listen(session, wanted);
      for (const Event& event : heard.events) remember(event);
      return !heard.events.empty();
    });
  }
  void remember(const Event& event) {
    if (const auto* step = std::get_if<StepDone>(&event)) last_step_ = step->metrics.step;
    if (const auto* started = std::get_if<RunStarted>(&event)) run_ = started->run_id;
  }
  /// The newest run was kept up to the last step that was told.
  void expect_nothing_lost(Session& session) {
    if (!GetParam().has_run) {
      EXPECT_FALSE(session.workspace().find_tokenizer("large"));
      EXPECT_FALSE(session.workspace().find_dataset("large"));
      return;
    }
    auto history = History::open(session.workspace().database());
    const RunRecord run = history->runs()->front();
    EXPECT_EQ(run.status, RunStatus::stopped);
    const auto newest = newest_intact_checkpoint(session.workspace().checkpoints(run.id));
    ASSERT_TRUE(newest) << to_string(newest.error());
    EXPECT_GE(newest->step, last_step_);
    EXPECT_EQ(newest->step, run.step);
    EXPECT_FALSE(holds_save_in_work(session.workspace().checkpoints(run.id)));
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
  static inline std::unique_ptr<Phases> phases_;
  std::int64_t last_step_ = 0;
  std::string run_;
};

TEST_P(StopTest, ByStop) {
  auto session = open();
  enter(*session);
  const Stopwatch time;
  if (GetParam().has_run) {
    session->stop();
    const Heard heard = listen(*session, is_end);
    for (const Event& event : heard.events) remember(event);
    EXPECT_EQ(heard.all<RunEnded>().back().status, RunStatus::stopped);
  } else {
    session->cancel(1);
    const Heard heard =
        listen(*session, [](const Event& event) { return std::holds_alternative<JobDone>(event); });
    ASSERT_TRUE(heard.all<JobDone>().back().error);
    EXPECT_EQ(heard.all<JobDone>().back().error->code, ErrorCode::cancelled);
  }
  EXPECT_LT(time.seconds(), longest_seconds);
  expect_nothing_lost(*session);
}

TEST_P(StopTest, ByTheEndOfTheSession) {
  double seconds = 0;
  {
    auto session = open();
    enter(*session);
    const Stopwatch time;
    session.reset();
    seconds = time.seconds();
  }
  EXPECT_LT(seconds, longest_seconds);
  expect_nothing_lost(*open());
}

INSTANTIATE_TEST_SUITE_P(Phases, StopTest, testing::ValuesIn(all_phases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace cloze::test
