// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at a random moment, resume, and compare with the run that nobody disturbed.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "core/base/clock.h"
#include "core/config/recipe_json.h"
#include "tests/reliability/soak.h"
#include "tests/reliability/training_fixture.h"
#include "tests/support/places.h"
#include "tests/support/save_in_work.h"

namespace cloze::test {
namespace {

namespace fs = std::filesystem;

constexpr Way ways[] = {{Precision::fp32, 1, 0}, {Precision::bf16, 4, 4}, {Precision::fp32, 4, 0},
                        {Precision::bf16, 1, 4}, {Precision::fp32, 1, 4}, {Precision::bf16, 4, 0},
                        {Precision::fp32, 4, 4}, {Precision::bf16, 1, 0}};

class KillTest : public TrainingTest {
 protected:
  fs::path prepare(const std::string& name, const Way& way) {
    const fs::path folder = folder_ / name;
    fs::create_directories(folder);
    fs::create_directory_symlink(folder_ / "dataset", folder / "dataset");
    fs::create_directory_symlink(folder_ / "tokenizer", folder / "tokenizer");
    Recipe recipe = numbers_recipe();
    recipe.optimizer.precision = way.precision;
    recipe.optimizer.accumulation = way.accumulation;
    recipe.model.hidden = 128;  // Large enough for a save to take a while.
    recipe.model.feed_forward = 2048;
    recipe.checkpoint.every_steps = 4;
    recipe.checkpoint.keep = 2;
    put_file(folder / "recipe.json", recipe_to_json(recipe));
    return folder;
  }

  static pid_t start(const fs::path& folder, const Way& way) {
    const std::string program = test::program_path("cloze_traced_run");
    std::vector<std::string> arguments{program, folder.string(), (folder / "recipe.json").string(),
                                       std::to_string(way.loader_threads)};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t id = 0;
    if (::posix_spawn(&id, program.c_str(), nullptr, nullptr, argv.data(), environ) != 0)
      throw std::runtime_error("cannot start " + program);
    return id;
  }

  static bool has_ended(pid_t id) {
    siginfo_t info{};  // waitpid knows no WNOWAIT.
    return ::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
  }

  static int wait_for(pid_t id) {
    int status = 0;
    ::waitpid(id, &status, 0);
    return status;
  }

  /// Waits until the run has taken a step and kills it a random time later, or within a save. False when it
  /// had ended before.
  bool kill_somewhere(const fs::path& folder, const Way& way, bool within_save) {
    const pid_t id = start(folder, way);
    const double began = steady_seconds();
    std::error_code ignored;
    while (fs::file_size(folder / "trace", ignored) == static_cast<std::uintmax_t>(-1) &&
           steady_seconds() - began < 60)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::microseconds(draws_() % 300000));
    if (within_save) {
      while (!holds_save_in_work(folder / "checkpoints") && !has_ended(id))
        std::this_thread::sleep_for(std::chrono::microseconds(50));
      // A save takes a few milliseconds, on some disks less than one.
      std::this_thread::sleep_for(std::chrono::microseconds(draws_() % (draws_() % 2 == 0 ? 3000 : 300)));
    }
    ::kill(id, SIGKILL);
    const int status = wait_for(id);
    in_saves_ += WIFSIGNALED(status) && holds_save_in_work(folder / "checkpoints");
    return WIFSIGNALED(status);
  }

  std::mt19937 draws_{20261125};
  int in_saves_ = 0;
};

TEST_F(KillTest, AKilledRunGoesOnAsIfNothingHadBeen) {
  const int kills = times(8, 100), least_in_saves = times(2, 20);
  std::map<std::size_t, std::pair<Trace, std::string>> whole;
  int killed = 0, same = 0, repeated = 0;
  for (int i = 0; (killed < kills || in_saves_ < least_in_saves) && i < 4 * kills; ++i) {
    const std::size_t which = static_cast<std::size_t>(i) % std::size(ways);
    const Way& way = ways[which];
    if (!whole.contains(which)) {
      const fs::path folder = prepare(fmt::format("whole{}", which), way);
      ASSERT_EQ(wait_for(start(folder, way)), 0);
      whole[which] = {Trace::read(folder / "trace"), end_of(folder / "checkpoints")};
      ASSERT_EQ(whole[which].first.last.size(), 64u);
    }
    const fs::path folder = prepare(fmt::format("killed{}", i), way);
    if (!kill_somewhere(folder, way, i % 3 == 1)) continue;
    ++killed;
    ASSERT_EQ(wait_for(start(folder, way)), 0) << "the killed run could not be resumed";
    const Trace trace = Trace::read(folder / "trace");
    repeated += trace.repeated;
    const bool is_same = trace.different == 0 && trace.last == whole[which].first.last &&
                         end_of(folder / "checkpoints") == whole[which].second;
    same += is_same;
    EXPECT_TRUE(is_same) << folder;
    fs::remove_all(folder);
  }
  EXPECT_GE(killed, kills);
  EXPECT_EQ(same, killed);
  EXPECT_GE(in_saves_, least_in_saves);
  fmt::print(
      "{} of {} killed runs went on with the same bits; {} were killed within a save; {} steps taken again\n",
      same, killed, in_saves_, repeated);
}

}  // namespace
}  // namespace cloze::test
