// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that change while a run is in training: from the next step on, told, kept, and taken along by a
// run that is continued.
#include <algorithm>

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/config/recipe_json.h"
#include "core/session/run_checkpoints.h"
#include "tests/core/session/session_fixture.h"

namespace cloze::test {
namespace {

class RunChangeTest : public SessionTest {
 protected:
  static Recipe long_recipe() {
    Recipe recipe = small_recipe();
    recipe.optimizer.learning_rate = 1e-2;
    recipe.schedule.warmup_steps = 1;
    recipe.budget.steps = 1'000'000;
    recipe.evaluation.every_steps = 0;
    recipe.checkpoint.every_steps = 0;
    return recipe;
  }
  static std::vector<RunEvent> changes_of(Session& session, const std::string& run) {
    auto events = History::open(session.workspace().database())->events(run).value();
    std::erase_if(events, [](const RunEvent& event) { return event.kind != "change"; });
    return events;
  }
  static Recipe recipe_of(Session& session, const std::string& run) {
    const RunRecord record = History::open(session.workspace().database())->find_run(run).value();
    return recipe_from_json(record.recipe_json, "").value();
  }
  /// Pauses once steps were taken.
  static std::string paused_run(Session& session, RunRequest wanted) {
    const auto id = session.start_run(wanted);
    EXPECT_TRUE(id) << to_string(id.error());
    listen(session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
    session.pause();
    listen(session, [](const Event& event) { return std::holds_alternative<RunStateChanged>(event); });
    return id.value_or("");
  }
  static Heard until_changed(Session& session) {
    return listen(session, [](const Event& event) {
      const auto* notice = std::get_if<RunNotice>(&event);
      return notice != nullptr && notice->event.kind == "change";
    });
  }
  static Heard some_steps(Session& session, int count) {
    return listen(session, [left = count](const Event& event) mutable {
      return std::holds_alternative<StepDone>(event) && --left == 0;
    });
  }
};

TEST_F(RunChangeTest, APausedRunGoesOnWithWhatWasChanged) {
  for (const bool isolated : {false, true}) {
    auto session = open();
    RunRequest wanted = request(long_recipe());
    wanted.options.isolated = isolated;
    const std::string run = paused_run(*session, wanted);
    const std::vector<SettingChange> changes{{"optimizer.learning_rate", "0.001"},
                                             {"evaluation.every_steps", "5"}};
    ASSERT_TRUE(session->change_run(changes));
    const RunEvent told = until_changed(*session).all<RunNotice>().back().event;
    EXPECT_EQ(told.message, "optimizer.learning_rate 0.01 \u2192 0.001, evaluation.every_steps 0 \u2192 5");
    session->resume();
    const Heard after = some_steps(*session, 12);
    for (const StepDone& step : after.all<StepDone>()) {
      EXPECT_GT(step.metrics.step, told.step);
      EXPECT_NEAR(step.metrics.learning_rate, 0.001, 1e-6);
    }
    EXPECT_FALSE(after.all<EvaluationDone>().empty());
    session->stop();
    listen(*session, is_end);
    const auto kept = changes_of(*session, run);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].step, told.step);
    EXPECT_EQ(kept[0].message, told.message);
    EXPECT_EQ(recipe_of(*session, run).optimizer.learning_rate, 0.001);
    // Its checkpoint has it, and so has the run that goes on from there, which has nothing new to tell.
    const auto checkpoints = run_checkpoints(session->workspace(), run);
    ASSERT_FALSE(checkpoints->empty());
    ASSERT_TRUE(session->resume_run(run, wanted.options));
    EXPECT_NEAR(some_steps(*session, 3).all<StepDone>().back().metrics.learning_rate, 0.001, 1e-6);
    session->stop();
    listen(*session, is_end);
    EXPECT_EQ(changes_of(*session, run).size(), 1U);
  }
}

TEST_F(RunChangeTest, ARunThatIsNotPausedChangesAsWell) {
  auto session = open();
  ASSERT_TRUE(session->start_run(request(long_recipe())));
  some_steps(*session, 3);
  ASSERT_TRUE(session->change_run({{"optimizer.learning_rate", "0.002"}}));
  const std::int64_t step = until_changed(*session).all<RunNotice>().back().event.step;
  for (const StepDone& done : some_steps(*session, 5).all<StepDone>()) {
    if (done.metrics.step > step) {
      EXPECT_NEAR(done.metrics.learning_rate, 0.002, 1e-6);
    }
  }
  session->stop();
  listen(*session, is_end);
}

TEST_F(RunChangeTest, ClippingChangesTheUpdatesBehindIt) {
  // The same recipe and seed twice; the second run clips almost everything away from some step on.
  std::vector<std::vector<StepMetrics>> runs;
  std::int64_t changed_at = 0;
  for (const bool clipped : {false, true}) {
    auto session = open();
    const std::string run = paused_run(*session, request(long_recipe()));
    if (clipped) {
      ASSERT_TRUE(session->change_run({{"optimizer.clip_norm", "1e-7"}}));
      changed_at = until_changed(*session).all<RunNotice>().back().event.step;
    }
    session->resume();
    some_steps(*session, 200);
    session->stop();
    listen(*session, is_end);
    runs.push_back(History::open(session->workspace().database())->metrics(run, 0).value());
  }
  const auto both = static_cast<std::int64_t>(std::min(runs[0].size(), runs[1].size()));
  ASSERT_GT(both, changed_at + 20);
  for (std::int64_t i = 0; i <= changed_at; ++i)  // The next step's loss is from before its update.
    EXPECT_EQ(runs[0][static_cast<std::size_t>(i)].loss, runs[1][static_cast<std::size_t>(i)].loss) << i + 1;
  int different = 0;
  for (std::int64_t i = changed_at + 1; i < both; ++i)
    different += runs[0][static_cast<std::size_t>(i)].loss != runs[1][static_cast<std::size_t>(i)].loss;
  EXPECT_GT(different, 10);
}

TEST_F(RunChangeTest, WhatMayNotChangeIsRefused) {
  auto session = open();
  EXPECT_EQ(session->change_run({{"optimizer.learning_rate", "0.1"}}).error().code, ErrorCode::bad_input);
  const std::string run = paused_run(*session, request(long_recipe()));
  for (const SettingChange& wrong : {SettingChange{"optimizer.batch_size", "9"},
                                     {"model.layers", "3"},
                                     {"seed", "9"},
                                     {"optimizer.learning_rate", "-3"},
                                     {"optimizer.learning", "1"}})
    EXPECT_EQ(session->change_run({wrong}).error().code, ErrorCode::bad_input) << wrong.path;
  session->stop();
  listen(*session, is_end);
  EXPECT_TRUE(changes_of(*session, run).empty());
  EXPECT_TRUE(recipe_of(*session, run) == long_recipe());
}

TEST_F(RunChangeTest, AChangeBehindTheLastCheckpointIsToldWhereTheRunGoesOn) {
  auto session = open();
  const std::string run = paused_run(*session, request(long_recipe()));
  session->stop();
  listen(*session, is_end);
  // As a crash leaves it: the settings are newer than the checkpoint.
  Recipe changed = long_recipe();
  changed.optimizer.learning_rate = 0.003;
  ASSERT_TRUE(History::open(session->workspace().database())->set_recipe(run, recipe_to_json(changed)));
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(session->resume_run(run, request(long_recipe()).options));
    EXPECT_NEAR(some_steps(*session, 2).all<StepDone>().back().metrics.learning_rate, 0.003, 1e-6);
    session->stop();
    listen(*session, is_end);
    const auto told = changes_of(*session, run);
    ASSERT_EQ(told.size(), 1U) << "once";
    EXPECT_EQ(told[0].message, "optimizer.learning_rate 0.01 \u2192 0.003");
  }
}

}  // namespace
}  // namespace cloze::test
