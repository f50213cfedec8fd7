// SPDX-License-Identifier: GPL-3.0-or-later
// Several threads and processes on one file, and processes that die.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/base/random.h"
#include "core/history/connection.h"
#include "core/history/process.h"
#include "tests/core/history/support.h"
#include "tests/reliability/soak.h"

namespace cloze {
namespace {

using test::a_run;
using test::open_history;
using test::steps;
using testing::ElementsAre;
using testing::IsEmpty;

class ConcurrencyTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "cloze.db";

  std::string integrity() {
    return SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
        .execAndGet("PRAGMA integrity_check")
        .getString();
  }
};

/// Forks a child that does work and never returns into the test.
template <class Work>
pid_t child(Work&& work) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  work();
  ::_exit(0);
}

void collect(pid_t pid) {
  ASSERT_EQ(::waitpid(pid, nullptr, 0), pid);
}

TEST_F(ConcurrencyTest, TwoProcessesOfFourThreadsLoseNothing) {
  constexpr int processes = 2, threads = 4;
  const std::int64_t rows = test::times(40'000, 1'000'000) / (processes * threads);
  const auto id = [](int process, int thread) { return fmt::format("{}-{}", process, thread); };
  { open_history(path_); }
  std::vector<pid_t> children;
  for (int process = 0; process < processes; ++process)
    children.push_back(child([&] {
      std::atomic<int> errors{0};
      const auto write = [&](int thread) {
        const auto told = [&](const Error& error) { fmt::print(stderr, "{}\n", to_string(error)), ++errors; };
        auto history = History::open(path_);
        if (!history) return told(history.error());
        const double offset = 10 * process + thread;
        if (auto added = history->add_run(a_run(id(process, thread))); !added) return told(added.error());
        // Between one row and some hundred at once, as short and long steps bring them.
        Draws draws(1, 1, static_cast<std::uint64_t>(10 * process + thread));
        for (std::int64_t first = 1; first <= rows;) {
          const std::int64_t last = std::min(rows, first + static_cast<std::int64_t>(draws.next_below(200)));
          if (auto added = history->add_metrics(id(process, thread), steps(first, last, offset)); !added)
            return told(added.error());
          first = last + 1;
        }
      };
      {
        std::vector<std::jthread> writers;
        for (int thread = 0; thread < threads; ++thread) writers.emplace_back(write, thread);
      }
      ::_exit(errors == 0 ? 0 : 1);
    }));
  for (const pid_t pid : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0) << "a writer failed";
  }
  History history = open_history(path_);
  for (int process = 0; process < processes; ++process)
    for (int thread = 0; thread < threads; ++thread) {
      const auto back = history.metrics(id(process, thread)).value();
      ASSERT_EQ(back.size(), static_cast<std::size_t>(rows));
      for (std::int64_t i = 0; i < rows; ++i) {
        ASSERT_EQ(back[i].step, i + 1);
        ASSERT_EQ(back[i].loss, 10 * process + thread + 1.0 / static_cast<double>(i + 1));
      }
    }
  EXPECT_EQ(integrity(), "ok");
}

TEST_F(ConcurrencyTest, AReaderBesideAWriterSeesWholeTransactions) {
  constexpr std::int64_t batch = 50, batches = 200;
  { ASSERT_OK(open_history(path_).add_run(a_run("a"))); }
  std::atomic<bool> done{false};
  std::jthread writer([&] {
    History history = open_history(path_);
    for (std::int64_t i = 0; i < batches; ++i)
      if (auto added = history.add_metrics("a", steps(1 + i * batch, (i + 1) * batch)); !added)
        ADD_FAILURE() << to_string(added.error());
    done = true;
  });
  History reader = History::open_read_only(path_).value();
  std::size_t seen = 0;
  int reads = 0;
  while (!done) {
    const auto rows = reader.metrics("a");
    ASSERT_OK(rows);
    ASSERT_EQ(rows->size() % batch, 0u) << "part of a transaction";
    ASSERT_GE(rows->size(), seen) << "rows went back";
    seen = rows->size();
    const auto runs = reader.runs();
    ASSERT_OK(runs);
    ASSERT_EQ(runs->front().step, runs->front().last ? runs->front().last->step : 0);
    ASSERT_EQ(runs->front().step % batch, 0) << "part of a transaction";
    ASSERT_GE(runs->front().step, static_cast<std::int64_t>(rows->size())) << "progress of an earlier time";
    ++reads;
  }
  writer.join();
  EXPECT_GT(reads, 0);
  EXPECT_EQ(reader.metrics("a")->size(), static_cast<std::size_t>(batch * batches));
}

TEST_F(ConcurrencyTest, ManyMayOpenANewFileAtOnce) {
  const int rounds = test::times(10, 500);
  for (int round = 0; round < rounds; ++round) {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_.string() + "-journal");
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i)
      children.push_back(child([&] {
        auto opened = History::open(path_);
        if (!opened) fmt::print(stderr, "{}\n", to_string(opened.error()));
        ::_exit(opened && opened->add_run(a_run(std::to_string(i))) ? 0 : 1);
      }));
    for (const pid_t pid : children) {
      int status = 0;
      ASSERT_EQ(::waitpid(pid, &status, 0), pid);
      ASSERT_EQ(status, 0) << "round " << round;
    }
    ASSERT_EQ(open_history(path_).runs()->size(), 4u);
  }
}

TEST_F(ConcurrencyTest, AKilledWriterLosesNoAcknowledgedRowAndDamagesNothing) {
  constexpr std::int64_t batch = 200;
  { ASSERT_OK(open_history(path_).add_run(a_run("a"))); }
  const int rounds = test::times(20, 500);
  for (int round = 0; round < rounds; ++round) {
    int acknowledged[2];
    ASSERT_EQ(::pipe(acknowledged), 0);
    { ASSERT_OK(open_history(path_).forget_after("a", 0)); }
    const pid_t pid = child([&] {
      auto history = History::open(path_);
      for (std::int64_t i = 0; history; ++i) {
        if (!history->add_metrics("a", steps(1 + i * batch, (i + 1) * batch))) break;
        const std::int64_t count = (i + 1) * batch;
        if (::write(acknowledged[1], &count, sizeof count) != sizeof count) break;
      }
    });
    ::close(acknowledged[1]);
    std::int64_t promised = 0, count = 0;
    // The first acknowledgement says that it writes; then it dies after another while each time.
    ASSERT_EQ(::read(acknowledged[0], &promised, sizeof promised), static_cast<ssize_t>(sizeof promised));
    std::this_thread::sleep_for(std::chrono::microseconds(700 * round % 20'000));
    ::kill(pid, SIGKILL);
    collect(pid);
    while (::read(acknowledged[0], &count, sizeof count) == static_cast<ssize_t>(sizeof count))
      promised = count;
    ::close(acknowledged[0]);
    // A reader comes first: it must be able to roll back what the writer left.
    const auto rows = History::open_read_only(path_).value().metrics("a");
    ASSERT_OK(rows);
    EXPECT_GE(rows->size(), static_cast<std::size_t>(promised));
    EXPECT_EQ(rows->size() % batch, 0u) << "part of a transaction";
    EXPECT_EQ(integrity(), "ok");
  }
}

TEST_F(ConcurrencyTest, RunsWhoseProcessHasGoneAreMarked) {
  History history = open_history(path_);
  const pid_t pid = child([] { ::pause(); });
  const auto add = [&](const char* id, RunStatus status, std::int64_t process) {
    RunRecord run = a_run(id);
    run.status = status;
    run.process_id = process;
    return history.add_run(run);
  };
  ASSERT_OK(add("running", RunStatus::running, pid));
  ASSERT_OK(add("paused", RunStatus::paused, pid));
  ASSERT_OK(add("finished", RunStatus::finished, pid));
  ASSERT_OK(add("queued", RunStatus::queued, pid));
  ASSERT_OK(add("mine", RunStatus::running, ::getpid()));
  ASSERT_OK(history.add_metrics("running", steps(1, 17)));
  EXPECT_THAT(*history.mark_interrupted(), IsEmpty());
  ::kill(pid, SIGKILL);
  // Not collected yet: the system still knows the number, but the process has gone.
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
  ASSERT_EQ(::kill(pid, 0), 0);
  EXPECT_THAT(*history.mark_interrupted(), ElementsAre("running", "paused"));
  EXPECT_THAT(*history.mark_interrupted(), IsEmpty());
  collect(pid);
  EXPECT_EQ(history.find_run("running")->status, RunStatus::interrupted);
  EXPECT_GT(history.find_run("running")->ended, 0);
  EXPECT_EQ(history.find_run("paused")->status, RunStatus::interrupted);
  EXPECT_EQ(history.find_run("finished")->status, RunStatus::finished);
  EXPECT_EQ(history.find_run("queued")->status, RunStatus::queued);
  EXPECT_EQ(history.find_run("mine")->status, RunStatus::running);
  const auto events = history.events("running").value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].kind, "interrupted");
  EXPECT_EQ(events[0].step, 17);
}

TEST_F(ConcurrencyTest, AReusedProcessNumberIsNotTakenForTheTrainer) {
  History history = open_history(path_);
  RunRecord run = a_run("a");
  run.status = RunStatus::running;
  run.process_id = ::getpid();
  ASSERT_OK(history.add_run(run));
  EXPECT_THAT(*history.mark_interrupted(), IsEmpty());
  // As if the trainer had been an earlier process with our number.
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE run SET process_identity = 'an-earlier-start/1'");
  EXPECT_THAT(*history.mark_interrupted(), ElementsAre("a"));
  ASSERT_OK(history.set_status("a", RunStatus::running));
  ASSERT_OK(history.set_process("a", ::getpid()));
  EXPECT_THAT(*history.mark_interrupted(), IsEmpty());
}

TEST(ProcessTest, TheLivingAndTheGone) {
  const std::string identity = process_identity(::getpid());
  EXPECT_FALSE(identity.empty());
  EXPECT_EQ(process_identity(::getpid()), identity);
  EXPECT_TRUE(process_lives(::getpid(), identity));
  EXPECT_TRUE(process_lives(::getpid(), ""));
  EXPECT_FALSE(process_lives(::getpid(), "other"));
  // 0 and negative numbers name groups of processes, which always exist.
  EXPECT_FALSE(process_lives(0, ""));
  EXPECT_FALSE(process_lives(-1, ""));
  const pid_t pid = child([] {});
  collect(pid);
  EXPECT_FALSE(process_lives(pid, ""));
  EXPECT_TRUE(process_identity(pid).empty());
}

}  // namespace
}  // namespace cloze
