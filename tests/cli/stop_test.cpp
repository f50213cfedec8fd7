// SPDX-License-Identifier: GPL-3.0-or-later
// SIGTERM and SIGINT, whatever the program is doing: it ends in seconds, and loses one step at most.
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "core/base/clock.h"
#include "tests/cli/journey.h"
#include "tests/support/disk_faults.h"
#include "tests/support/save_in_work.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr double longest_seconds = 10;

/// A run whose single pass takes some tenths of a second.
std::vector<std::string> slow_run(const std::string& name, const std::vector<std::string>& settings) {
  std::vector<std::string> words{"train", "--recipe", "tiny",      "--dataset", "long",     "--name",
                                 name,    "--json",   "--threads", "1",         "--device", "cpu"};
  std::vector<std::string> all{"model.layers=4",           "model.hidden=256",
                               "model.feed_forward=1024",  "budget.steps=90000",
                               "optimizer.batch_size=32",  "objective.sequence_length=64",
                               "evaluation.every_steps=0", "checkpoint.every_steps=0"};
  all.insert(all.end(), settings.begin(), settings.end());
  for (const std::string& setting : all) {
    words.emplace_back("--set");
    words.push_back(setting);
  }
  return words;
}

struct StopCase {
  std::string phase;
  int number;  ///< Of the signal.
  /// What to run, by the name of the run.
  std::function<std::vector<std::string>(const std::string& name)> words;
  /// Whether it is in the phase; sees its standard error and the folder of the newest run.
  std::function<bool(const std::string& errors, const std::filesystem::path& run)> there;
  bool trains = true;
  std::chrono::milliseconds later{0};
};

class StopSignal : public Journey, public testing::WithParamInterface<StopCase> {
 protected:
  static void SetUpTestSuite() {
    Journey::SetUpTestSuite();
    write_many_words(*folder_ / "words", 40, 20000);
    write_sample_corpus(*folder_ / "long", 300, 60);
    ASSERT_EQ(cloze()({"dataset", "build", "--name", "long", "--tokenizer", "small",
                       (*folder_ / "long").string(), "--held-out", "0.35"})
                  .status,
              0);
    ASSERT_EQ(cloze()(train({"--set", "budget.steps=5", "--name", "asked"})).status, 0);
  }

  /// Of runs: ids of one second are in no order.
  static std::set<std::filesystem::path> runs() {
    std::set<std::filesystem::path> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(cloze().workspace() / "runs", ignored))
      found.insert(entry.path());
    return found;
  }
  static std::string words_folder() { return (*folder_ / "words").string(); }

 public:
  static std::vector<StopCase> cases();
};

TEST_P(StopSignal, EndsSoonAndLosesNothing) {
  const StopCase& what = GetParam();
  const std::string name = fmt::format("{}-{}", what.phase, what.number);
  const auto before = runs();
  const TemporaryFolder files;
  put_file(files / "err", "");  // Looked at before the program has come to it.
  const int process = cloze().start(what.words(name), files / "out", files / "err");
  const Stopwatch waiting;
  const auto run = [&] {
    for (const auto& folder : runs())
      if (!before.contains(folder)) return folder;
    return std::filesystem::path();
  };
  while (!what.there(file_bytes(files / "err"), run()) && waiting.seconds() < 30)
    std::this_thread::sleep_for(1ms);
  ASSERT_LT(waiting.seconds(), 30) << file_bytes(files / "err");
  std::this_thread::sleep_for(what.later);
  const Stopwatch time;
  ::kill(process, what.number);
  const int status = Program::wait(process);
  EXPECT_LT(time.seconds(), longest_seconds);
  if (!what.trains) {
    EXPECT_NE(status, 0);
    EXPECT_NE(cloze()({"tokenizer", "show", "large"}).status, 0);
    EXPECT_NE(cloze()({"dataset", "show", "large"}).status, 0);
    return;
  }
  ASSERT_EQ(status, 0) << file_bytes(files / "err");
  const Json outcome = Json::parse(file_bytes(files / "out"));
  EXPECT_EQ(outcome["status"], "stopped");
  const std::int64_t told = outcome["last"].is_null() ? 0 : outcome["last"]["step"].get<std::int64_t>();
  const Json shown = cloze()({"runs", "show", name, "--json"}).json();
  EXPECT_EQ(shown["status"], "stopped");
  EXPECT_THAT(outcome["checkpoint"].get<std::string>(), HasSubstr(fmt::format("step-{:09}", told)));
}

std::vector<StopCase> StopSignal::cases() {
  using Run = std::filesystem::path;
  const auto says = [](const char* text) {
    return [text](const std::string& errors, const Run&) { return errors.find(text) != std::string::npos; };
  };
  std::vector<StopCase> made;
  for (const int number : {SIGTERM, SIGINT}) {
    made.push_back({"tokenizing", number,
                    [](const std::string&) {
                      return std::vector<std::string>{"tokenizer", "train", "--name",      "large",
                                                      "--vocab",   "16000", words_folder()};
                    },
                    says("training"), false, 300ms});
    made.push_back({"building", number,
                    [](const std::string&) {
                      return std::vector<std::string>{"dataset",     "build", "--name",      "large",
                                                      "--tokenizer", "small", words_folder()};
                    },
                    [](const std::string& errors, const Run&) { return !errors.empty(); }, false, 20ms});
    made.push_back({"warming_up", number, [](const std::string& name) { return slow_run(name, {}); },
                    [](const std::string&, const Run& run) { return !run.empty(); }});
    made.push_back({"mid_step", number,
                    [](const std::string& name) { return slow_run(name, {"optimizer.accumulation=200"}); },
                    says("run "), true, 1000ms});
    made.push_back({"evaluating", number,
                    [](const std::string& name) {
                      return slow_run(name, {"evaluation.every_steps=1", "evaluation.max_rows=0"});
                    },
                    says("step 1/"), true, 100ms});
    made.push_back(
        {"saving", number,
         [](const std::string& name) { return slow_run(name, {"checkpoint.every_steps=1"}); },
         [](const std::string&, const Run& run) { return holds_save_in_work(run / "checkpoints"); }});
  }
  return made;
}

INSTANTIATE_TEST_SUITE_P(Phases, StopSignal, testing::ValuesIn(StopSignal::cases()), [](const auto& info) {
  return fmt::format("{}By{}", info.param.phase, info.param.number == SIGTERM ? "Sigterm" : "Sigint");
});

/// The terminal program has no pause of its own; it pauses when the disk is full.
TEST_F(StopSignal, WhilePaused) {
  CLOZE_NEEDS_FAULTY_DISK();
  for (const int number : {SIGTERM, SIGINT}) {
    FaultyDisk disk(cloze().workspace());
    disk.only("/checkpoints/");
    disk.full_from(5);
    CliOnFaultyDisk program(disk, cloze().workspace(),
                            slow_run(fmt::format("paused-{}", number), {"checkpoint.every_steps=1"}));
    ASSERT_TRUE(program.wait_for(
        [&] { return program.errors().find("paused until it can be saved") != std::string::npos; }, 60))
        << program.errors();
    const Stopwatch time;
    program.signal(number);
    EXPECT_EQ(program.wait(30), 0) << program.errors();
    EXPECT_LT(time.seconds(), longest_seconds);
  }
}

TEST_F(StopSignal, WhileProbing) {
  for (const int number : {SIGTERM, SIGINT}) {
    const TemporaryFolder files;
    const int process =
        cloze().start({"fill", "asked", "The farmer [MASK] a red boat"}, files / "out", files / "err");
    std::this_thread::sleep_for(50ms);
    const Stopwatch time;
    ::kill(process, number);
    const int status = Program::wait(process);
    EXPECT_LT(time.seconds(), longest_seconds);
    EXPECT_TRUE(status == 0 || status == 128 + number) << status;
    EXPECT_EQ(cloze()({"fill", "asked", "The farmer [MASK] a red boat"}).status, 0);
  }
}

}  // namespace
}  // namespace cloze::test
