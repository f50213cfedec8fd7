// SPDX-License-Identifier: GPL-3.0-or-later
// A training that is killed inside its saves, as a program: it is told as interrupted, goes on, and leaves
// whole checkpoints only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/cli/program.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"
#include "tests/support/sample_text.h"

namespace cloze::test {
namespace {

namespace fs = std::filesystem;
using testing::StartsWith;

class KilledSave : public testing::Test {
 protected:
  void SetUp() override {
    CLOZE_NEEDS_FAULTY_DISK();
    write_sample_corpus(folder_ / "corpus", 12, 40);
    const std::string corpus = folder_ / "corpus";
    ASSERT_EQ(cloze_({"tokenizer", "train", "--name", "small", "--vocab", "80", corpus}).status, 0);
    ASSERT_EQ(
        cloze_({"dataset", "build", "--name", "people", "--tokenizer", "small", corpus, "--held-out", "0.2"})
            .status,
        0);
  }

  static std::vector<std::string> train(const std::string& name) {
    std::vector<std::string> words{"train", "--recipe", "quickstart", "--dataset", "people",    "--name",
                                   name,    "--json",   "--device",   "cpu",       "--threads", "1"};
    for (const char* setting :
         {"model.layers=1", "model.hidden=32", "model.feed_forward=64", "objective.sequence_length=16",
          "optimizer.batch_size=8", "schedule.warmup_steps=3", "budget.steps=12", "checkpoint.every_steps=4",
          "checkpoint.keep=1"})
      words.insert(words.end(), {"--set", setting});
    return words;
  }

  TemporaryFolder folder_;
  Program cloze_{folder_ / "workspace"};
};

TEST_F(KilledSave, IsInterruptedGoesOnAndLeavesNoLitter) {
  FaultyDisk disk(cloze_.workspace());
  disk.only("/checkpoints/");
  CliOnFaultyDisk whole(disk, cloze_.workspace(), train("whole"));
  ASSERT_EQ(whole.wait(120), 0) << whole.errors();
  const std::uint64_t calls = disk.calls();
  ASSERT_GT(calls, 60u) << "three saves of seven files";

  const int kills = times(4, 200);
  for (int i = 0; i < kills; ++i) {
    // Spread evenly over the calls of all saves, the first and the last with them; each moment in turn.
    const std::uint64_t call =
        1 + static_cast<std::uint64_t>(i) * (calls - 1) / static_cast<std::uint64_t>(kills - 1);
    const auto moment = static_cast<KillMoment>(i % 3);
    SCOPED_TRACE("killed in call " + std::to_string(call) + " of " + std::to_string(calls) + ", moment " +
                 std::to_string(i % 3));
    const std::string name = "run" + std::to_string(i);
    disk.reset();
    disk.kill_at(call, moment);
    CliOnFaultyDisk killed(disk, cloze_.workspace(), train(name));
    ASSERT_EQ(killed.wait(120), 128 + SIGKILL) << killed.errors();
    disk.reset();
    const auto shown = cloze_({"runs", "show", name, "--json"}).json();
    EXPECT_EQ(shown["status"], "interrupted");
    const auto resumed = cloze_({"resume", name, "--json", "--device", "cpu", "--threads", "1"});
    ASSERT_EQ(resumed.status, 0) << resumed.errors;
    EXPECT_EQ(resumed.json()["status"], "finished");
    EXPECT_EQ(resumed.json()["last"]["step"], 12);
    EXPECT_EQ(cloze_({"runs", "metrics", name, "--json"}).json().size(), 12u);
    bool last = false;
    for (const auto& entry :
         fs::directory_iterator(cloze_.workspace() / "runs" / std::string(shown["id"]) / "checkpoints")) {
      EXPECT_THAT(entry.path().filename().string(), StartsWith("step-")) << "litter";
      EXPECT_TRUE(fs::exists(entry.path() / "manifest.json"));
      last = last || entry.path().filename() == "step-000000012";
    }
    EXPECT_TRUE(last);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace cloze::test
