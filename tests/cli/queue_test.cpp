// SPDX-License-Identifier: GPL-3.0-or-later
// The queue from the terminal: filled, put in order, worked through, killed in the middle.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/base/clock.h"
#include "tests/cli/journey.h"

namespace cloze::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

class QueueCommand : public Journey {
 protected:
  static std::vector<std::string> add(const std::string& name, int steps,
                                      const std::vector<std::string>& more = {}) {
    std::vector<std::string> words =
        train({"--name", name, "--set", "budget.steps=" + std::to_string(steps)});
    words.front() = "add";
    words.insert(words.begin(), "queue");
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  static std::vector<std::string> waiting() {
    std::vector<std::string> names;
    for (const Json& run : cloze()({"queue", "list", "--json"}).json()) names.push_back(run["name"]);
    return names;
  }
  static std::string status(const std::string& name) {
    return cloze()({"runs", "show", name, "--json"}).json()["status"];
  }
};

TEST_F(QueueCommand, RunsWaitAreOrderedAndTrained) {
  ASSERT_EQ(cloze()({"queue", "list", "--json"}).json(), Json::array());
  for (const char* name : {"a", "b", "c", "d"}) {
    const auto added = cloze()(add(name, 3));
    ASSERT_EQ(added.status, 0) << added.errors;
    EXPECT_FALSE(added.json()["run"].get<std::string>().empty());
  }
  const Json list = cloze()({"queue", "list", "--json"}).json();
  EXPECT_EQ(list[1]["place"], 2);
  EXPECT_EQ(list[1]["device"], "cpu");
  EXPECT_EQ(list[1]["total_steps"], 3);
  ASSERT_EQ(cloze()({"queue", "move", "c", "1"}).status, 0);
  ASSERT_EQ(cloze()({"queue", "remove", "b"}).status, 0);
  EXPECT_THAT(waiting(), ElementsAre("c", "a", "d"));
  EXPECT_THAT(cloze()({"queue", "list"}).output, HasSubstr("people"));
  EXPECT_EQ(status("c"), "queued");

  const auto worked = cloze()({"queue", "run", "--json"});
  ASSERT_EQ(worked.status, 0) << worked.errors;
  const Json runs = worked.json();
  ASSERT_EQ(runs.size(), 3u);
  for (const Json& run : runs) EXPECT_EQ(run["status"], "finished");
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_EQ(cloze()({"queue", "run"}).output, "nothing waits in the queue\n");
}

TEST_F(QueueCommand, OneThatFailsIsToldAndTheNextIsTrained) {
  ASSERT_EQ(
      cloze()({"dataset", "build", "--name", "doomed", "--tokenizer", "small", corpus(), "--held-out", "0.4"})
          .status,
      0);
  const std::string hash = cloze()({"dataset", "show", "doomed", "--json"}).json()["hash"];
  ASSERT_EQ(cloze()(add("before", 3)).status, 0);
  auto words = add("without-data", 3);
  *(std::find(words.begin(), words.end(), "--dataset") + 1) = "doomed";
  ASSERT_EQ(cloze()(words).status, 0);
  ASSERT_EQ(cloze()(add("behind", 3)).status, 0);
  std::filesystem::remove_all(cloze().workspace() / "datasets" / hash.substr(0, 16));
  const auto worked = cloze()({"queue", "run", "--json"});
  EXPECT_EQ(worked.status, 1);
  EXPECT_THAT(worked.errors, HasSubstr("'without-data' failed"));
  const Json runs = worked.json();
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0]["status"], "finished");
  EXPECT_EQ(runs[1]["status"], "failed");
  EXPECT_THAT(runs[1]["error"]["message"].get<std::string>(), HasSubstr("dataset"));
  EXPECT_EQ(runs[2]["status"], "finished");
  EXPECT_EQ(status("without-data"), "failed");
}

TEST_F(QueueCommand, WrongOnesAreRefusedAtOnce) {
  EXPECT_EQ(cloze()(add("wrong", 3, {"--set", "model.heads=7"})).status, 2);
  EXPECT_EQ(cloze()(add("wrong", 3, {"--from", "nobody"})).status, 2);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_EQ(cloze()({"queue", "move", "nobody", "1"}).status, 2);
  EXPECT_EQ(cloze()({"queue", "move", "nobody", "0"}).status, 2);
  EXPECT_EQ(cloze()({"queue", "remove", "nobody"}).status, 2);
  EXPECT_EQ(cloze()({"queue"}).status, 2);
}

TEST_F(QueueCommand, ASignalSavesStopsAndLeavesTheOthersWaiting) {
  for (const char* name : {"stopped", "left"}) ASSERT_EQ(cloze()(add(name, 900000)).status, 0);
  const TemporaryFolder files;
  put_file(files / "err", "");
  const int process = cloze().start({"queue", "run", "--json"}, files / "out", files / "err");
  const Stopwatch waited;
  while (file_bytes(files / "err").find("step ") == std::string::npos && waited.seconds() < 30)
    std::this_thread::sleep_for(10ms);
  ::kill(process, SIGINT);
  EXPECT_EQ(Program::wait(process), 0) << file_bytes(files / "err");
  const Json runs = Json::parse(file_bytes(files / "out"));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0]["status"], "stopped");
  EXPECT_EQ(status("stopped"), "stopped");
  EXPECT_THAT(waiting(), ElementsAre("left"));
  ASSERT_EQ(cloze()({"queue", "remove", "left"}).status, 0);
}

TEST_F(QueueCommand, KilledAtAnyMomentNoRunIsLostOrTrainedTwice) {
  constexpr int runs = 4;
  std::vector<std::string> names;
  for (int i = 0; i < runs; ++i) {
    names.push_back("killed" + std::to_string(i));
    ASSERT_EQ(cloze()(add(names.back(), 40)).status, 0);
  }
  const TemporaryFolder files;
  int kills = 0;
  for (int round = 0; round < 12 && !waiting().empty(); ++round) {
    const int process = cloze().start({"queue", "run"}, files / "out", files / "err");
    std::this_thread::sleep_for(std::chrono::milliseconds(400 + 130 * round));
    ::kill(process, SIGKILL);
    kills += Program::wait(process) == 128 + SIGKILL;
    // Each waits, was in training when the program died, or is done; the order is kept.
    const auto left = waiting();
    for (int i = 0; i < runs; ++i) {
      const std::string now = status(names[static_cast<std::size_t>(i)]);
      const bool waits = std::ranges::find(left, names[static_cast<std::size_t>(i)]) != left.end();
      EXPECT_EQ(waits, now == "queued") << now;
      if (!waits) {
        EXPECT_TRUE(now == "interrupted" || now == "finished") << now;
      }
    }
    EXPECT_TRUE(std::ranges::is_sorted(left));
  }
  EXPECT_GT(kills, 0);
  ASSERT_EQ(cloze()({"queue", "run"}).status, 0);
  EXPECT_THAT(waiting(), IsEmpty());
  for (const std::string& name : names)
    if (status(name) == "interrupted") {
      EXPECT_EQ(cloze()({"resume", name, "--device", "cpu", "--threads", "1"}).status, 0);
    }
  for (const std::string& name : names) EXPECT_EQ(status(name), "finished");
  EXPECT_EQ(cloze()({"runs", "list", "--where", "killed", "--json"}).json().size(), std::size_t{runs});
}

}  // namespace
}  // namespace cloze::test
