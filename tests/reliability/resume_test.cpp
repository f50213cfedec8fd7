// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is continued is the run that would have been: from every step, for every way of computing, and
// only if every piece of its state is there.
#include <map>

#include "core/base/file.h"
#include "core/checkpoint/tensors.h"
#include "tests/reliability/fault_injection.h"
#include "tests/reliability/soak.h"
#include "tests/reliability/training_fixture.h"

namespace cloze::test {
namespace {

namespace fs = std::filesystem;

std::string step_folder(std::int64_t step) {
  return fmt::format("step-{:09}", step);
}

class ResumeTest : public TrainingTest {
 protected:
  Recipe recipe_for(const Way& way) {
    Recipe recipe = numbers_recipe();
    recipe.optimizer.precision = way.precision;
    recipe.optimizer.accumulation = way.accumulation;
    return recipe;
  }

  /// The undisturbed run with a checkpoint of every step in folder_/"whole".
  void train_whole(Recipe recipe, int loader_threads) {
    recipe.checkpoint.every_steps = 1;
    recipe.checkpoint.keep = 1000;
    TracingObserver observer(folder_ / "whole.trace");
    train(setup(recipe, folder_ / "whole", loader_threads), observer);
    whole_ = Trace::read(folder_ / "whole.trace");
    ASSERT_EQ(whole_.last.size(), static_cast<std::size_t>(recipe.budget.steps));
    ASSERT_EQ(whole_.repeated, 0);
    end_ = end_of(folder_ / "whole");
  }

  /// Goes on from a checkpoint of the whole run as if it were all there is. True when every step and the end
  /// are those of the whole run.
  bool same_from(std::int64_t step, Recipe recipe, int loader_threads) {
    recipe.checkpoint.every_steps = 0;
    const fs::path checkpoints = folder_ / "resumed";
    const fs::path trace = folder_ / "resumed.trace";
    fs::remove_all(checkpoints);
    fs::remove(trace);
    fs::create_directories(checkpoints);
    fs::copy(folder_ / "whole" / step_folder(step), checkpoints / step_folder(step));
    return continue_in(checkpoints, trace, recipe, loader_threads, recipe.budget.steps - step);
  }

  bool continue_in(const fs::path& checkpoints, const fs::path& trace, const Recipe& recipe,
                   int loader_threads, std::int64_t steps_left) {
    TracingObserver observer(trace);
    train(setup(recipe, checkpoints, loader_threads), observer);
    const Trace resumed = Trace::read(trace);
    EXPECT_EQ(resumed.last.size(), static_cast<std::size_t>(steps_left));
    for (const auto& [at, what] : resumed.last)
      if (whole_.last.at(at) != what) return false;
    return end_of(checkpoints) == end_;
  }

  Trace whole_;
  std::string end_;
};

TEST_F(ResumeTest, FromEveryStepOfTwoEpochs) {
  const Recipe recipe = recipe_for({Precision::fp32, 1, 0});
  ASSERT_NO_FATAL_FAILURE(train_whole(recipe, 0));
  int same = 0;
  for (std::int64_t step = 1; step < 64; ++step) same += same_from(step, recipe, 0);
  // And from nothing at all: before the first checkpoint a run begins again.
  const fs::path empty = folder_ / "empty";
  Recipe from_start = recipe;
  from_start.checkpoint.every_steps = 0;
  same += continue_in(empty, folder_ / "empty.trace", from_start, 0, 64);
  EXPECT_EQ(same, 64);
  RecordProperty("same", same);
  fmt::print("resumed from {} of 64 steps with the same bits\n", same);
}

class ResumeWayTest : public ResumeTest, public testing::WithParamInterface<Way> {};

TEST_P(ResumeWayTest, IsTheSameRun) {
  const Recipe recipe = recipe_for(GetParam());
  ASSERT_NO_FATAL_FAILURE(train_whole(recipe, GetParam().loader_threads));
  std::vector<std::int64_t> steps{1, 16, 31, 63};
  if (soaking()) {
    steps.clear();
    for (std::int64_t step = 1; step < 64; ++step) steps.push_back(step);
  }
  for (const std::int64_t step : steps)
    EXPECT_TRUE(same_from(step, recipe, GetParam().loader_threads)) << "from step " << step;
}

INSTANTIATE_TEST_SUITE_P(Ways, ResumeWayTest,
                         testing::Values(Way{Precision::fp32, 1, 0}, Way{Precision::fp32, 1, 4},
                                         Way{Precision::fp32, 4, 0}, Way{Precision::fp32, 4, 4},
                                         Way{Precision::bf16, 1, 0}, Way{Precision::bf16, 1, 4},
                                         Way{Precision::bf16, 4, 0}, Way{Precision::bf16, 4, 4}),
                         [](const auto& info) {
                           return fmt::format("{}Accumulation{}Loaders{}",
                                              info.param.precision == Precision::fp32 ? "Fp32" : "Bf16",
                                              info.param.accumulation, info.param.loader_threads);
                         });

/// A checkpoint with one piece of the state as it is at the start of a run.
class MissingStateTest : public ResumeTest {
 protected:
  static constexpr std::int64_t from = 20;

  void SetUp() override {
    ResumeTest::SetUp();
    recipe_ = numbers_recipe();
    // A budget of tokens, so that the schedule has a state of its own.
    recipe_.budget.steps = 0;
    recipe_.budget.tokens = 40 * 2 * 16;
    recipe_.guard.window = 32;
    recipe_.guard.spike = 6;
    recipe_.evaluation.every_steps = 0;
  }

  /// Trains with a spike at step from + 2, which only a guard with a memory can tell.
  void train_spiked(const Recipe& recipe, const fs::path& checkpoints, const fs::path& trace) {
    TracingObserver observer(trace);
    Poison poison(Poison::Kind::spike);
    observer.decide = [&](Trainer& trainer) {
      poison.set(trainer, trainer.state().step == from + 1);
      return TrainerObserver::Command::go_on;
    };
    train(setup(recipe, checkpoints), observer);
  }

  /// Whether the run goes on alike from a checkpoint that change() was let loose on.
  bool same_without(
      const std::function<void(std::map<std::string, std::string>& files, Recipe& recipe)>& change) {
    Recipe every = recipe_;
    every.checkpoint.every_steps = 1;
    every.checkpoint.keep = 1000;
    if (!fs::exists(folder_ / "whole")) {
      train_spiked(every, folder_ / "whole", folder_ / "whole.trace");
      whole_ = Trace::read(folder_ / "whole.trace");
      end_ = end_of(folder_ / "whole");
    }
    std::map<std::string, std::string> contents;
    for (const auto& file : fs::directory_iterator(folder_ / "whole" / step_folder(from)))
      contents[file.path().filename().string()] = file_bytes(file.path());
    contents.erase("manifest.json");
    Recipe recipe = recipe_;
    recipe.checkpoint.every_steps = 0;
    change(contents, recipe);
    std::vector<CheckpointFile> files;
    for (const auto& [name, content] : contents) files.push_back({name, content});
    const fs::path checkpoints = folder_ / "changed";
    fs::remove_all(checkpoints);
    fs::remove(folder_ / "changed.trace");
    EXPECT_TRUE(save_checkpoint(checkpoints, from, files));
    train_spiked(recipe, checkpoints, folder_ / "changed.trace");
    const Trace resumed = Trace::read(folder_ / "changed.trace");
    bool same = resumed.last.size() == whole_.last.size() - from && end_of(checkpoints) == end_;
    for (const auto& [at, what] : resumed.last)
      same = same && whole_.last.contains(at) && whole_.last.at(at) == what;
    return same;
  }

  std::string of_step(std::int64_t step, const char* file) {
    return file_bytes(folder_ / "whole" / step_folder(step) / file);
  }
  /// The optimizer's file with the tensors of one kind set to zero.
  std::string without(const std::string& kind) {
    auto tensors = *read_tensors(folder_ / "whole" / step_folder(from) / optimizer_file);
    int found = 0;
    for (auto& [name, tensor] : tensors)
      if (name.ends_with(kind)) {
        tensor.zero_();
        ++found;
      }
    EXPECT_GT(found, 0) << kind;
    EXPECT_TRUE(write_tensors(folder_ / "zeroed.safetensors", tensors));
    return file_bytes(folder_ / "zeroed.safetensors");
  }
  static void change_state(std::map<std::string, std::string>& files,
                           const std::function<void(TrainState&)>& change) {
    TrainState state = *train_state_from_json(files.at(state_file), "test");
    change(state);
    files.at(state_file) = to_json(state);
  }

  Recipe recipe_;
};

TEST_F(MissingStateTest, EachPieceIsMissed) {
  using Files = std::map<std::string, std::string>;
  EXPECT_TRUE(same_without([](Files&, Recipe&) {})) << "with everything there it must be the same run";
  EXPECT_FALSE(same_without([&](Files& f, Recipe&) { f[weights_file] = of_step(1, weights_file); }))
      << "weights";
  EXPECT_FALSE(same_without([&](Files& f, Recipe&) { f[optimizer_file] = without(".exp_avg"); }))
      << "first moment";
  EXPECT_FALSE(same_without([&](Files& f, Recipe&) { f[optimizer_file] = without(".exp_avg_sq"); }))
      << "second moment";
  EXPECT_FALSE(same_without([&](Files& f, Recipe&) { f[optimizer_file] = without(".step"); }))
      << "the optimizer's step";
  EXPECT_FALSE(same_without([](Files& f, Recipe&) {
    change_state(f, [](TrainState& state) { state.step = 0; });
  })) << "step";
  EXPECT_FALSE(same_without([](Files& f, Recipe&) {
    change_state(f, [](TrainState& state) { state.tokens = 0; });
  })) << "schedule";
  EXPECT_FALSE(same_without([](Files& f, Recipe&) {
    change_state(f, [](TrainState& state) { state.cursor = {}; });
  })) << "cursor";
  EXPECT_FALSE(same_without([](Files&, Recipe& recipe) { recipe.seed += 1; })) << "seed";
  EXPECT_FALSE(same_without([](Files& f, Recipe&) {
    change_state(f, [](TrainState& state) { state.guard = {}; });
  })) << "history of the guard";
}

TEST_F(ResumeTest, MuonsMomentumIsMissedToo) {
  Recipe recipe = numbers_recipe();
  recipe.optimizer.kind = OptimizerKind::muon;
  ASSERT_NO_FATAL_FAILURE(train_whole(recipe, 0));
  EXPECT_TRUE(same_from(20, recipe, 0));
  auto tensors = *read_tensors(folder_ / "whole" / step_folder(20) / optimizer_file);
  for (auto& [name, tensor] : tensors)
    if (name.ends_with(".momentum_buffer")) tensor.zero_();
  std::vector<CheckpointFile> files;
  for (const auto& file : fs::directory_iterator(folder_ / "whole" / step_folder(20)))
    if (file.path().filename() != "manifest.json" && file.path().filename() != optimizer_file)
      files.push_back({file.path().filename().string(), file_bytes(file.path())});
  files.push_back({optimizer_file, [&](const fs::path& path) { return write_tensors(path, tensors); }, 0});
  ASSERT_TRUE(save_checkpoint(folder_ / "whole", 20, files));
  EXPECT_FALSE(same_from(20, recipe, 0));
}

TEST_F(ResumeTest, AnEvaluationThatWasBrokenOffIsMadeUpFor) {
  Recipe recipe = numbers_recipe();
  recipe.checkpoint.every_steps = 0;
  struct Stopper : TracingObserver {
    using TracingObserver::TracingObserver;
    bool stop = false;
    void step_done(const StepMetrics& metrics, double progress, double left) override {
      TracingObserver::step_done(metrics, progress, left);
      stop = metrics.step == 16;  // An evaluation follows.
    }
    bool goes_on() override { return !stop; }
    Command between_steps(Trainer&) override { return stop ? Command::stop : Command::go_on; }
  } first(folder_ / "first.trace");
  train(setup(recipe, folder_ / "run"), first, Trainer::End::stopped);
  EXPECT_TRUE(first.evaluations.empty());
  TracingObserver second(folder_ / "second.trace");
  train(setup(recipe, folder_ / "run"), second);
  ASSERT_EQ(second.evaluations.size(), 4u);
  EXPECT_EQ(second.evaluations[0].step, 16);
}

TEST_F(ResumeTest, AStepBrokenOffBetweenItsPassesChangesNothing) {
  const Recipe recipe = recipe_for({Precision::fp32, 4, 1});
  ASSERT_NO_FATAL_FAILURE(train_whole(recipe, 1));
  struct Stopper : TracingObserver {
    using TracingObserver::TracingObserver;
    int asked = 0;
    bool goes_on() override { return ++asked != 4 * 5 + 3; }  // In the sixth step, before its third pass.
    Command between_steps(Trainer&) override { return asked >= 4 * 5 + 3 ? Command::stop : Command::go_on; }
  } first(folder_ / "run.trace");
  Recipe quiet = recipe;
  quiet.checkpoint.every_steps = 0;
  train(setup(quiet, folder_ / "run", 1), first, Trainer::End::stopped);
  EXPECT_EQ(Trace::read(folder_ / "run.trace").last.size(), 5u);
  EXPECT_EQ(first.saved, std::vector<std::int64_t>{5});
  TracingObserver second(folder_ / "run.trace");
  train(setup(quiet, folder_ / "run", 1), second);
  EXPECT_EQ(Trace::read(folder_ / "run.trace").last, whole_.last);
  EXPECT_EQ(end_of(folder_ / "run"), end_);
}

}  // namespace
}  // namespace cloze::test
