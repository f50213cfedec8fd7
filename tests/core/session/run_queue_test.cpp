// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that wait: their order, what happens when one fails or is stopped, and who takes them.
#include "core/session/run_queue.h"

#include <set>
#include <thread>

#include "tests/core/session/session_fixture.h"

namespace cloze::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

class RunQueueTest : public SessionTest {
 protected:
  static RunRequest named(const std::string& name, std::int64_t steps = 6) {
    Recipe recipe = small_recipe();
    recipe.budget.steps = steps;
    recipe.evaluation.every_steps = 0;
    recipe.checkpoint.every_steps = 0;
    RunRequest made = request(recipe);
    made.name = name;
    return made;
  }
  static std::string add(Session& session, const RunRequest& wanted) {
    const auto id = session.queue().add(wanted);
    EXPECT_TRUE(id) << to_string(id.error());
    return id.value_or("");
  }
  static std::vector<std::string> waiting(Session& session) {
    std::vector<std::string> names;
    const auto list = session.queue().list();
    EXPECT_TRUE(list) << to_string(list.error());
    for (const WaitingRun& run : *list) names.push_back(run.record.name);
    return names;
  }
  static RunRecord record_of(Session& session, const std::string& id) {
    return *History::open(session.workspace().database())->find_run(id);
  }
  static bool is_worked_through(const Event& event) {
    const auto* changed = std::get_if<QueueChanged>(&event);
    return changed != nullptr && !changed->going && changed->held == QueueHeld::worked_through;
  }
  static std::vector<std::string> started(const Heard& heard) {
    std::vector<std::string> names;
    for (const RunStarted& one : heard.all<RunStarted>()) names.push_back(one.name);
    return names;
  }
  /// Goes on until nothing waits.
  static Heard work_through(Session& session) {
    session.drain();
    session.queue().go_on();
    return listen(session, is_worked_through);
  }
  void TearDown() override {
    auto session = open();
    const auto left = session->queue().list();
    for (const WaitingRun& run : *left) EXPECT_TRUE(session->queue().remove(run.record.id));
  }
};

TEST_F(RunQueueTest, RunsWaitAndAreTrainedInTheirOrder) {
  auto session = open();
  const std::string a = add(*session, named("a"));
  add(*session, named("b"));
  add(*session, named("c"));
  EXPECT_EQ(record_of(*session, a).status, RunStatus::queued);
  EXPECT_FALSE(session->queue().going());
  EXPECT_EQ(session->queue().held(), QueueHeld::at_start);
  EXPECT_THAT(waiting(*session), ElementsAre("a", "b", "c"));
  const Heard heard = work_through(*session);
  EXPECT_THAT(started(heard), ElementsAre("a", "b", "c"));
  for (const RunEnded& end : heard.all<RunEnded>()) EXPECT_EQ(end.status, RunStatus::finished);
  EXPECT_EQ(session->queue().held(), QueueHeld::worked_through);
  EXPECT_THAT(waiting(*session), IsEmpty());
  const RunRecord done = record_of(*session, a);
  EXPECT_EQ(done.status, RunStatus::finished);
  EXPECT_EQ(done.step, 6);
}

TEST_F(RunQueueTest, ARunOfTheQueueIsTheRunThatWouldHaveBeenStarted) {
  auto session = open();
  const std::vector<double> direct = train(*session, named("direct", 12)).losses();
  add(*session, named("waited", 12));
  const Heard heard = work_through(*session);
  EXPECT_EQ(heard.losses(), direct);
  EXPECT_EQ(direct.size(), 12u);
}

TEST_F(RunQueueTest, TheOrderCanBeChanged) {
  auto session = open();
  for (const char* name : {"a", "b", "c"}) add(*session, named(name));
  session->drain();
  ASSERT_TRUE(session->queue().move("c", 0));
  EXPECT_TRUE(std::holds_alternative<QueueChanged>(session->drain().at(0)));
  EXPECT_THAT(waiting(*session), ElementsAre("c", "a", "b"));
  ASSERT_TRUE(session->queue().move("c", 1));
  EXPECT_THAT(waiting(*session), ElementsAre("a", "c", "b"));
  ASSERT_TRUE(session->queue().move("a", 99));
  EXPECT_THAT(waiting(*session), ElementsAre("c", "b", "a"));
  EXPECT_THAT(started(work_through(*session)), ElementsAre("c", "b", "a"));
  const auto moved = session->queue().move("c", 0);
  ASSERT_FALSE(moved) << "a run that has ended has no place";
  EXPECT_THAT(moved.error().message, HasSubstr("finished"));
  EXPECT_EQ(session->queue().move("nobody", 0).error().code, ErrorCode::not_found);
}

TEST_F(RunQueueTest, ARemovedRunLeavesNothing) {
  auto session = open();
  const std::string a = add(*session, named("gone-a"));
  const std::string b = add(*session, named("gone-b"));
  ASSERT_TRUE(session->queue().remove("gone-a"));
  ASSERT_TRUE(session->delete_run(b));
  EXPECT_THAT(waiting(*session), IsEmpty());
  for (const std::string& id : {a, b}) {
    EXPECT_FALSE(History::open(session->workspace().database())->find_run(id));
    EXPECT_FALSE(std::filesystem::exists(session->workspace().run_folder(id)));
  }
  EXPECT_EQ(session->queue().remove(a).error().code, ErrorCode::not_found);
}

TEST_F(RunQueueTest, BadRequestsAreRefusedAtOnce) {
  auto session = open();
  RunRequest wrong = named("wrong");
  wrong.recipe.model.heads = 7;
  EXPECT_FALSE(session->queue().add(wrong));
  wrong = named("wrong");
  wrong.dataset = "nothing";
  EXPECT_EQ(session->queue().add(wrong).error().code, ErrorCode::not_found);
  wrong = named("wrong");
  wrong.options.device = "cuda:77";
  EXPECT_FALSE(session->queue().add(wrong));
  wrong = named("wrong");
  wrong.from = "nobody";
  EXPECT_FALSE(session->queue().add(wrong));
  wrong = named("wrong");
  wrong.options.before_step = [](std::int64_t) {};
  EXPECT_EQ(session->queue().add(wrong).error().code, ErrorCode::bad_input);
  EXPECT_THAT(waiting(*session), IsEmpty());
  EXPECT_FALSE(History::open(session->workspace().database())->find_run("wrong"));
}

TEST_F(RunQueueTest, WhatTheMiddleOneNeedsIsGoneAndTheNextStarts) {
  auto session = open();
  DatasetRequest dataset;
  dataset.name = "doomed";
  dataset.tokenizer = "small";
  dataset.settings.corpus = {*folder_ / "corpus"};
  dataset.settings.held_out_share = 0.4;
  expect_job(*session, session->build_dataset(dataset));
  add(*session, named("first"));
  RunRequest middle = named("middle");
  middle.dataset = "doomed";
  const std::string id = add(*session, middle);
  add(*session, named("last"));
  std::filesystem::remove_all(*session->workspace().find_dataset("doomed"));
  const Heard heard = work_through(*session);
  EXPECT_THAT(started(heard), ElementsAre("first", "last"));
  const auto failures = heard.all<RunNotStarted>();
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_EQ(failures[0].run_id, id);
  EXPECT_EQ(failures[0].name, "middle");
  EXPECT_THAT(failures[0].error.message, HasSubstr("doomed"));
  const RunRecord record = record_of(*session, id);
  EXPECT_EQ(record.status, RunStatus::failed);
  EXPECT_THAT(record.failure, HasSubstr("dataset"));
  const auto events = History::open(session->workspace().database())->events(id);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->front().kind, "failed");
}

TEST_F(RunQueueTest, ARunThatFailsInTrainingDoesNotHoldTheOthers) {
  auto session = open();
  RunRequest failing = named("failing", 60);
  failing.recipe.guard.action = GuardAction::stop;
  // With bounds this tight ordinary noise is a fault.
  failing.recipe.guard.window = 8;
  failing.recipe.guard.spike = 0.01;
  add(*session, failing);
  add(*session, named("after"));
  const Heard heard = work_through(*session);
  EXPECT_THAT(started(heard), ElementsAre("failing", "after"));
  const auto ends = heard.all<RunEnded>();
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].status, RunStatus::failed);
  EXPECT_EQ(ends[1].status, RunStatus::finished);
}

TEST_F(RunQueueTest, StoppingARunHoldsTheQueue) {
  auto session = open();
  add(*session, named("long", 100000));
  add(*session, named("next"));
  session->queue().go_on();
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->stop();
  const Heard heard = listen(*session, is_end);
  EXPECT_EQ(heard.all<RunEnded>().back().status, RunStatus::stopped);
  EXPECT_FALSE(session->queue().going());
  EXPECT_EQ(session->queue().held(), QueueHeld::run_stopped);
  EXPECT_THAT(waiting(*session), ElementsAre("next"));
  EXPECT_EQ(session->active_run(), "");
  EXPECT_THAT(started(work_through(*session)), ElementsAre("next"));
}

TEST_F(RunQueueTest, WhoStopsARunAndLetsTheQueueGoOnIsBelieved) {
  auto session = open();
  add(*session, named("stopped", 100000));
  add(*session, named("next"));
  session->queue().go_on();
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->stop();
  session->queue().go_on();  // While the checkpoint is being saved.
  const Heard heard = listen(*session, is_worked_through);
  EXPECT_THAT(started(heard), ElementsAre("next"));
}

TEST_F(RunQueueTest, HeldNothingMoreStarts) {
  auto session = open();
  add(*session, named("one", 40));
  add(*session, named("two"));
  session->queue().go_on();
  listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  session->queue().hold();
  const Heard heard = listen(*session, is_end);
  EXPECT_EQ(heard.all<RunEnded>().back().status, RunStatus::finished) << "the run in training goes on";
  EXPECT_EQ(session->queue().held(), QueueHeld::by_person);
  EXPECT_FALSE(session->wait(300ms) && !started({session->drain()}).empty());
  EXPECT_THAT(waiting(*session), ElementsAre("two"));
}

TEST_F(RunQueueTest, TheQueueWaitsForARunStartedByHand) {
  auto session = open();
  ASSERT_TRUE(session->start_run(named("by-hand", 60)));
  add(*session, named("waits"));
  const auto second = session->start_run(named("refused"));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().hint, HasSubstr("queue"));
  session->queue().go_on();
  const Heard heard = listen(*session, is_worked_through);
  EXPECT_THAT(started(heard), ElementsAre("by-hand", "waits"));
}

TEST_F(RunQueueTest, ARunByHandThatDoesNotStartLeavesThePlaceToTheQueue) {
  auto session = open();
  ASSERT_TRUE(session->start_run(named("by-hand", 60)));
  add(*session, named("waits"));
  session->queue().go_on();
  listen(*session, is_end);
  RunRequest wrong = named("wrong");
  wrong.dataset = "nothing";
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(session->start_run(wrong));
  EXPECT_THAT(started(listen(*session, is_worked_through)), ElementsAre("waits"));
}

TEST_F(RunQueueTest, ItOutlivesTheSessionAndIsHeldThen) {
  RunRequest wanted = named("b");
  wanted.options.threads = 2;
  wanted.options.loader_threads = 3;
  wanted.options.hang_seconds = 7;
  wanted.options.isolated = true;
  std::string a;
  {
    auto session = open();
    a = add(*session, named("a", 100000));
    add(*session, wanted);
    add(*session, named("c"));
    session->queue().go_on();
    listen(*session, [](const Event& event) { return std::holds_alternative<StepDone>(event); });
  }
  auto session = open();
  EXPECT_EQ(record_of(*session, a).status, RunStatus::stopped);
  EXPECT_THAT(waiting(*session), ElementsAre("b", "c"));
  const WaitingRun read = session->queue().list()->front();
  EXPECT_EQ(read.options.device, "cpu");
  EXPECT_EQ(read.options.threads, 2);
  EXPECT_EQ(read.options.loader_threads, 3);
  EXPECT_EQ(read.options.hang_seconds, 7);
  EXPECT_TRUE(read.options.isolated);
  const auto again = request_of(read);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->recipe, wanted.recipe);
  EXPECT_FALSE(session->wait(300ms)) << "something started unasked";
  EXPECT_EQ(session->active_run(), "");
  ASSERT_TRUE(session->queue().remove("b"));
  EXPECT_THAT(started(work_through(*session)), ElementsAre("c"));
}

TEST_F(RunQueueTest, ClosingWhileARunIsBeingStartedLosesNone) {
  std::set<std::string> ids;
  for (int round = 0; round < 8; ++round) {
    auto session = open();
    if (round == 0)
      for (const char* name : {"a", "b"}) ids.insert(add(*session, named(name, 100000)));
    session->queue().go_on();
    std::this_thread::sleep_for(std::chrono::milliseconds(round * 3));
    session.reset();
    session = open();
    int there = 0;
    for (const std::string& id : ids) {
      const RunStatus status = record_of(*session, id).status;
      EXPECT_TRUE(status == RunStatus::queued || status == RunStatus::stopped) << to_string(status);
      ++there;
    }
    EXPECT_EQ(there, 2);
    const auto names = waiting(*session);
    for (const std::string& id : ids) {
      const RunRecord record = record_of(*session, id);
      EXPECT_EQ(record.status == RunStatus::queued, testing::Value(names, testing::Contains(record.name)));
    }
  }
}

TEST_F(RunQueueTest, OfTwoSessionsOneTakesARun) {
  auto one = open(), two = open();
  std::set<std::string> wanted;
  for (int i = 0; i < 6; ++i) wanted.insert(add(*one, named("shared" + std::to_string(i), 3)));
  one->drain();
  one->queue().go_on();
  two->queue().go_on();
  std::vector<std::string> taken;
  for (Session* session : {one.get(), two.get()})
    for (const RunStarted& started : listen(*session, is_worked_through).all<RunStarted>())
      taken.push_back(started.run_id);
  EXPECT_THAT(taken, UnorderedElementsAreArray(wanted));
  for (const std::string& id : wanted) EXPECT_EQ(record_of(*one, id).status, RunStatus::finished);
}

TEST_F(RunQueueTest, ARunFromWeightsFindsThemAtItsTurn) {
  auto session = open();
  ASSERT_EQ(train(*session, named("source")).all<RunEnded>().back().status, RunStatus::finished);
  RunRequest wanted = named("heir");
  wanted.from = "source";
  const std::string id = add(*session, wanted);
  const std::string lost = add(*session, wanted);
  const auto list = session->queue().list();
  EXPECT_EQ(list->front().from, record_of(*session, "source").id) << "a later run may take the name";
  session->queue().go_on();
  listen(*session, is_end);
  session->queue().hold();
  EXPECT_THAT(record_of(*session, id).environment_json, HasSubstr("\"started_from_model\":\"source\""));
  if (record_of(*session, lost).status != RunStatus::queued) return;  // The hold came too late.
  session->stop();
  ASSERT_TRUE(session->delete_run("source"));
  const Heard heard = work_through(*session);
  ASSERT_EQ(heard.all<RunNotStarted>().size(), 1u);
  EXPECT_EQ(heard.all<RunNotStarted>()[0].run_id, lost);
}

TEST_F(RunQueueTest, AWaitingRunCannotBeResumed) {
  auto session = open();
  const std::string id = add(*session, named("waits"));
  const auto resumed = session->resume_run(id, {});
  ASSERT_FALSE(resumed);
  EXPECT_THAT(resumed.error().message, HasSubstr("waits in the queue"));
  EXPECT_THAT(waiting(*session), ElementsAre("waits"));
}

}  // namespace
}  // namespace cloze::test
