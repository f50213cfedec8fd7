// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/history/history.h"
#include "tests/core/history/support.h"

namespace cloze {
namespace {

using test::a_run;
using test::open_history;
using testing::ElementsAre;
using testing::IsEmpty;

class QueueTest : public testing::Test {
 protected:
  std::vector<std::string> order() {
    std::vector<std::string> ids;
    const auto queue = history.queue();
    EXPECT_TRUE(queue) << to_string(queue.error());
    for (const QueuedRun& run : *queue) ids.push_back(run.run.id + run.options_json);
    return ids;
  }
  void add(const char* id) { EXPECT_TRUE(history.add_queued(a_run(id), "1")); }

  test::TemporaryFolder folder;
  History history = open_history(folder / "cloze.db");
};

TEST_F(QueueTest, KeepsItsOrderAndOptions) {
  for (const char* id : {"b", "a", "c"}) add(id);
  EXPECT_THAT(order(), ElementsAre("b1", "a1", "c1"));
  ASSERT_OK(history.move_queued("c", 0));
  EXPECT_THAT(order(), ElementsAre("c1", "b1", "a1"));
  ASSERT_OK(history.move_queued("c", 1));
  EXPECT_THAT(order(), ElementsAre("b1", "c1", "a1"));
  ASSERT_OK(history.move_queued("b", 1000));
  add("d");
  EXPECT_THAT(order(), ElementsAre("c1", "a1", "b1", "d1"));
  History other = open_history(folder / "cloze.db");
  EXPECT_EQ(other.queue()->size(), 4u);
}

TEST_F(QueueTest, OneTakesARun) {
  add("a");
  add("b");
  History other = open_history(folder / "cloze.db");
  EXPECT_EQ(history.claim_queued("a", ::getpid(), "{}").value(), true);
  EXPECT_EQ(other.claim_queued("a", ::getpid(), "{}").value(), false);
  EXPECT_EQ(other.fail_queued("a", "no").value(), false);
  EXPECT_EQ(other.remove_queued("a").value(), false);
  EXPECT_EQ(other.move_queued("a", 0).error().code, ErrorCode::not_found);
  EXPECT_THAT(order(), ElementsAre("b1"));
  const RunRecord taken = *history.find_run("a");
  EXPECT_EQ(taken.status, RunStatus::running);
  EXPECT_EQ(taken.process_id, ::getpid());
  EXPECT_EQ(taken.environment_json, "{}");
  EXPECT_GT(taken.created, 1e9) << "it begins when it is taken";
  EXPECT_THAT(*history.mark_interrupted(), IsEmpty());
  ASSERT_OK(history.put_back("a", "2"));
  EXPECT_THAT(order(), ElementsAre("a2", "b1"));
  EXPECT_EQ(history.find_run("a")->status, RunStatus::queued);
}

TEST_F(QueueTest, ARunWhoseProcessDiesRightAwayIsInterrupted) {
  add("a");
  EXPECT_EQ(history.claim_queued("a", 0, "{}").value(), true);
  EXPECT_THAT(*history.mark_interrupted(), ElementsAre("a"));
  EXPECT_THAT(order(), IsEmpty());
}

TEST_F(QueueTest, FailedAndRemovedRunsLeave) {
  for (const char* id : {"a", "b", "c"}) add(id);
  EXPECT_EQ(history.fail_queued("a", "the dataset is gone").value(), true);
  EXPECT_EQ(history.find_run("a")->failure, "the dataset is gone");
  EXPECT_EQ(history.events("a")->front().message, "the dataset is gone");
  EXPECT_EQ(history.remove_queued("b").value(), true);
  EXPECT_FALSE(history.find_run("b"));
  ASSERT_OK(history.delete_run("c"));
  EXPECT_THAT(order(), IsEmpty());
  EXPECT_EQ(history.move_queued("b", 0).error().code, ErrorCode::not_found);
}

TEST_F(QueueTest, ARunThatIsThereAlreadyIsNotQueued) {
  add("a");
  EXPECT_EQ(history.add_queued(a_run("a"), "2").error().code, ErrorCode::bad_input);
  EXPECT_THAT(order(), ElementsAre("a1"));
}

TEST_F(QueueTest, TheNewestRunIsOneThatDoesNotWait) {
  add("a");
  EXPECT_EQ(history.newest_run().value(), "");
  RunRecord run = a_run("old", "old", 10);
  run.status = RunStatus::finished;
  ASSERT_OK(history.add_run(run));
  EXPECT_EQ(history.newest_run().value(), "old");
}

}  // namespace
}  // namespace cloze
