// SPDX-License-Identifier: GPL-3.0-or-later
// The history of a process that is killed, cut off from power or out of space in any of its calls to the
// disk: what was acknowledged is there, nothing is half there, and the next process goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>

#include "core/history/connection.h"
#include "tests/core/history/support.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"
#include "tests/support/power_cut.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::a_run;
using test::DiskCall;
using test::DiskCallKind;
using test::FaultyDisk;
using test::KillMoment;
using test::PowerCut;
using test::steps;

/// What a run of the program does with its history, call by call.
std::vector<std::function<Result<void>(History&)>> writes() {
  const auto event = [](std::int64_t step, const char* kind) { return RunEvent{step, 5, kind, "message"}; };
  return {
      [](History& history) { return history.add_run(a_run("a")); },
      [=](History& history) { return history.add_event("a", event(0, "started")); },
      [](History& history) { return history.add_metrics("a", steps(1, 40)); },
      [](History& history) {
        return history.add_evaluation("a", {40, 4.5, 0.1, 0, 0, 100, 1});
      },
      [](History& history) { return history.add_metrics("a", steps(41, 140)); },
      [](History& history) {
        return history.add_probe({"a", 6, 140, "a [MASK]", "{}"});
      },
      [=](History& history) { return history.add_event("a", event(140, "checkpoint")); },
      [](History& history) { return history.forget_after("a", 60); },
      [](History& history) { return history.add_metrics("a", steps(61, 80, 7)); },
      [](History& history) { return history.add_run(a_run("b")); },
      [](History& history) { return history.add_metrics("b", steps(1, 30)); },
      [](History& history) { return history.set_status("a", RunStatus::failed, "no more"); },
      [](History& history) { return history.delete_run("b"); },
  };
}

/// All that the history holds, as text.
std::string content(History& history) {
  std::string text;
  const auto runs = history.runs().value();
  for (const RunRecord& run : runs) {
    text += fmt::format("run {} {} {}\n", run.id, to_string(run.status), run.failure);
    // What is kept of its progress, which belongs to the rows below.
    text += fmt::format("  at {} {}", run.step, run.last ? run.last->loss : 0);
    if (run.last_evaluation) text += fmt::format(", {} {}", run.last_evaluation->step, *run.best_loss);
    text += '\n';
    const auto metrics = history.metrics(run.id).value();
    for (const auto& row : metrics) text += fmt::format("  {} {}\n", row.step, row.loss);
    const auto evaluations = history.evaluations(run.id).value();
    for (const auto& row : evaluations) text += fmt::format("  evaluation {} {}\n", row.step, row.loss);
    const auto events = history.events(run.id).value();
    for (const auto& row : events) text += fmt::format("  {} {}\n", row.step, row.kind);
    const auto probes = history.probes(run.id).value();
    for (const auto& row : probes) text += fmt::format("  {} {}\n", row.step, row.text);
  }
  return text;
}

/// A number that forked children share with the test.
class SharedCount {
 public:
  SharedCount()
      : value_(static_cast<std::atomic<int>*>(::mmap(
            nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
  SharedCount(const SharedCount&) = delete;
  SharedCount& operator=(const SharedCount&) = delete;
  ~SharedCount() { ::munmap(value_, sizeof(std::atomic<int>)); }
  std::atomic<int>& operator*() const { return *value_; }

 private:
  std::atomic<int>* value_;
};

class HistoryCrashTest : public testing::Test {
 protected:
  void SetUp() override {
    CLOZE_NEEDS_FAULTY_DISK();
    disk_.keep_log();
    // What there is after each write; before the first, a history without runs.
    History history = test::open_history(elsewhere_ / "cloze.db");
    after_.push_back(content(history));
    for (const auto& write : writes()) {
      const auto written = write(history);
      if (!written) throw std::runtime_error(to_string(written.error()));
      after_.push_back(content(history));
    }
  }

  void start_anew() {
    fs::remove(path_);
    fs::remove(path_.string() + "-journal");
    *acknowledged_ = 0;
    disk_.reset();
  }
  /// Opens and writes in a child, which counts what was acknowledged; each_done learns of each.
  int write_all(const std::function<void(int)>& each_done = [](int) {}) const {
    return disk_.run_child([&] {
      auto history = History::open(path_);
      if (!history) return tell(history.error());
      for (const auto& write : writes()) {
        if (const auto written = write(*history); !written) return tell(written.error());
        each_done(++*acknowledged_);
      }
      return 0;
    });
  }
  static int tell(const Error& error) { return error.code == ErrorCode::disk_full ? 2 : 1; }

  /// Empty when the history is whole and holds what was acknowledged, or one write more; else what is wrong.
  /// Tries as a reader first, who must find what a writer would, and goes on writing.
  std::string look(const fs::path& path, int acknowledged) const {
    if (auto reader = History::open_read_only(path)) {
      const auto runs = reader->runs();
      if (!runs) return "a reader: " + to_string(runs.error());
    } else if (acknowledged > 0) {
      return "a reader cannot open it: " + to_string(reader.error());
    }
    auto history = History::open(path);
    if (!history) return "cannot open: " + to_string(history.error());
    const auto check = SQLite::Database(path.string(), SQLite::OPEN_READONLY)
                           .execAndGet("PRAGMA integrity_check")
                           .getString();
    if (check != "ok") return check;
    const auto runs = history->runs();
    if (!runs) return "cannot read: " + to_string(runs.error());
    const std::string found = content(*history);
    const auto k = static_cast<std::size_t>(acknowledged);
    if (found != after_[k] && (k + 1 >= after_.size() || found != after_[k + 1]))
      return fmt::format("{} writes were acknowledged, but there is\n{}", acknowledged, found);
    const auto added = history->add_run(a_run("the next"));
    if (!added) return "cannot go on: " + to_string(added.error());
    return "";
  }
  /// The same in a child, whose flushes cost nothing.
  void expect_whole(const FaultyDisk& disk, const fs::path& path, int acknowledged) const {
    EXPECT_EQ(disk.run_child([&] {
      const std::string wrong = look(path, acknowledged);
      if (!wrong.empty()) fmt::print(stderr, "{}\n", wrong);
      return wrong.empty() ? 0 : 1;
    }),
              0);
  }

  test::TemporaryFolder folder_, elsewhere_;
  fs::path root_ = fs::canonical(folder_.path());
  fs::path path_ = root_ / "cloze.db";
  FaultyDisk disk_{root_};
  SharedCount acknowledged_;
  std::vector<std::string> after_;
};

TEST_F(HistoryCrashTest, AKillInAnyCallLosesNothingAcknowledged) {
  start_anew();
  ASSERT_EQ(write_all(), 0);
  const std::vector<DiskCall> calls = disk_.log();
  ASSERT_GT(calls.size(), 13u * 4) << "each write at least: journal, flush, file, flush";
  int kills = 0;
  for (const DiskCall& call : calls)
    for (const KillMoment moment : {KillMoment::before, KillMoment::middle, KillMoment::after}) {
      if (moment == KillMoment::middle && call.kind != DiskCallKind::write) continue;
      SCOPED_TRACE(fmt::format("killed in call {} of {} ({}), moment {}", call.number, calls.size(),
                               call.path, static_cast<int>(moment)));
      start_anew();
      disk_.kill_at(call.number, moment);
      ASSERT_EQ(write_all(), 128 + SIGKILL);
      ++kills;
      disk_.reset();
      expect_whole(disk_, path_, *acknowledged_);
      if (HasFailure()) return;
    }
  RecordProperty("calls", static_cast<int>(calls.size()));
  RecordProperty("kills", kills);
}

TEST_F(HistoryCrashTest, APowerCutAfterAnyCallLosesNothingAcknowledged) {
  start_anew();
  PowerCut cut(root_);
  // The number of the call after which each write was acknowledged.
  std::vector<std::uint64_t> done_at;
  {
    const test::TemporaryFolder other;
    ASSERT_EQ(write_all([&](int) { std::ofstream(other / "done", std::ios::app) << disk_.calls() << ' '; }),
              0);
    std::ifstream file(other / "done");
    for (std::uint64_t call = 0; file >> call;) done_at.push_back(call);
  }
  ASSERT_EQ(done_at.size(), writes().size());
  const test::TemporaryFolder other;
  const fs::path target = fs::canonical(other.path()) / "after";
  const FaultyDisk other_disk(other.path());
  const int cases = test::times(6, 60);
  for (const DiskCall& call : disk_.log()) {
    cut.after(call);
    const auto acknowledged = static_cast<int>(
        std::ranges::count_if(done_at, [&](std::uint64_t done) { return done <= call.number; }));
    for (int which = 0; which < cases; ++which) {
      SCOPED_TRACE(fmt::format("power cut after call {} ({}), case {}", call.number, call.path, which));
      cut.write_to(target, which);
      expect_whole(other_disk, target / "cloze.db", acknowledged);
      if (HasFailure()) return;
    }
  }
}

TEST_F(HistoryCrashTest, WithoutSpaceFromAnyCallOnTheRestIsWrittenLater) {
  start_anew();
  ASSERT_EQ(write_all(), 0);
  const std::uint64_t calls = disk_.calls();
  for (const bool copy_on_write : {false, true}) {
    disk_.copy_on_write(copy_on_write);
    for (std::uint64_t call = 1; call <= calls; ++call) {
      SCOPED_TRACE(fmt::format("no space from call {} of {} on", call, calls));
      start_anew();
      disk_.full_from(call);
      // What fails is tried again when there is space, as the recorder of a run does.
      const int status = disk_.run_child([&] {
        auto history = History::open(path_);
        if (!history) {
          if (tell(history.error()) != 2) return fmt::print(stderr, "{}\n", to_string(history.error())), 1;
          disk_.make_room();
          history = History::open(path_);
          if (!history) return 3;
        }
        for (const auto& write : writes()) {
          if (const auto written = write(*history); !written) {
            if (tell(written.error()) != 2) return fmt::print(stderr, "{}\n", to_string(written.error())), 1;
            disk_.make_room();
            if (const auto again = write(*history); !again)
              return fmt::print(stderr, "with space again: {}\n", to_string(again.error())), 4;
          }
          ++*acknowledged_;
        }
        return 0;
      });
      ASSERT_EQ(status, 0);
      disk_.reset();
      expect_whole(disk_, path_, *acknowledged_);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace cloze
