// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of a step, put in on purpose: each is caught before it reaches the weights, and answered as the
// recipe says.
#include <gmock/gmock.h>

#include <set>

#include "core/checkpoint/loaded_checkpoint.h"
#include "tests/reliability/fault_injection.h"
#include "tests/reliability/training_fixture.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;

class GuardRunTest : public TrainingTest {
 protected:
  static Recipe guarded(GuardAction action) {
    Recipe recipe = numbers_recipe();
    recipe.guard.action = action;
    recipe.guard.window = 16;
    recipe.guard.spike = 10;
    return recipe;
  }

  /// Trains with faults in the batches that begin at these places, however often they are taken.
  Result<Trainer::End> train_with(const TrainerSetup& wanted, TracingObserver& observer, Poison::Kind kind,
                                  const std::set<std::uint64_t>& bad_rows) {
    Poison poison(kind);
    observer.decide = [&](Trainer& trainer) {
      const TrainState& state = trainer.state();
      DataCursor next = state.cursor;  // Where the next batch that counts begins.
      while (std::ranges::find(state.left_out, next) != state.left_out.end())
        next.row += static_cast<std::uint64_t>(wanted.recipe.optimizer.batch_size);
      poison.set(trainer, next.epoch == 0 && bad_rows.contains(next.row));
      return TrainerObserver::Command::go_on;
    };
    auto trainer = Trainer::make(wanted);
    EXPECT_TRUE(trainer) << to_string(trainer.error());
    if (const auto newest = newest_intact_checkpoint(wanted.checkpoints_folder)) {
      EXPECT_TRUE((*trainer)->restore(newest->folder));
    }
    return (*trainer)->run(observer);
  }
};

TEST_F(GuardRunTest, AFaultIsSkippedAndLeavesTheWeightsAsTheyWere) {
  for (const auto kind : {Poison::Kind::nan, Poison::Kind::infinity, Poison::Kind::spike}) {
    const auto name = fmt::format("run{}", static_cast<int>(kind));
    Recipe recipe = guarded(GuardAction::skip);
    TracingObserver observer(folder_ / (name + ".trace"));
    std::vector<std::string> around;
    Poison poison(kind);
    observer.decide = [&](Trainer& trainer) {
      const std::int64_t step = trainer.state().step;
      if (step == 20) {
        around.push_back(weights_hash(trainer));
        poison.set(trainer, true);
      } else if (step == 21) {
        poison.set(trainer, false);
        around.push_back(weights_hash(trainer));
      }
      return TrainerObserver::Command::go_on;
    };
    auto trainer = Trainer::make(setup(recipe, folder_ / name));
    ASSERT_TRUE(trainer);
    ASSERT_TRUE((*trainer)->run(observer));
    ASSERT_EQ(observer.faults.size(), 1u) << name;
    EXPECT_THAT(observer.faults[0], HasSubstr("rows "));
    EXPECT_THAT(observer.faults[0], HasSubstr("did not change the weights"));
    ASSERT_EQ(around.size(), 2u);
    EXPECT_EQ(around[0], around[1]);
    EXPECT_EQ((*trainer)->state().step, 64) << "the run goes on to its end";
  }
}

TEST_F(GuardRunTest, TheMessageNamesTheRowsOfTheBatch) {
  TracingObserver observer(folder_ / "trace");
  ASSERT_TRUE(
      train_with(setup(guarded(GuardAction::skip), folder_ / "run"), observer, Poison::Kind::nan, {8}));
  ASSERT_EQ(observer.faults.size(), 1u);
  const std::string line = Trace::read(folder_ / "trace").last.at(5);  // "loss rate epoch:row,row"
  std::string rows = line.substr(line.find(':') + 1);
  rows.insert(rows.find(',') + 1, " ");
  EXPECT_THAT(observer.faults[0], HasSubstr("epoch 0, rows " + rows));
}

TEST_F(GuardRunTest, StopEndsTheRunWithAGoodCheckpoint) {
  const auto wanted = setup(guarded(GuardAction::stop), folder_ / "run");
  TracingObserver observer(folder_ / "trace");
  const auto end = train_with(wanted, observer, Poison::Kind::nan, {20});
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().message, HasSubstr("the guard stopped the run at step 11"));
  EXPECT_EQ(observer.faults.size(), 1u);
  // Continued, it goes on behind the batch; the poison of this test sits in the saved weights, though.
  EXPECT_EQ(observer.saved.back(), 11);
}

TEST_F(GuardRunTest, ARollbackLeavesTheBatchesOutAndCanBeRepeated) {
  Recipe recipe = guarded(GuardAction::rollback);
  std::vector<std::string> traces, ends;
  for (const char* name : {"first", "second"}) {
    const auto wanted = setup(recipe, folder_ / name);
    TracingObserver observer(folder_ / (std::string(name) + ".trace"));
    const auto end = train_with(wanted, observer, Poison::Kind::spike, {24, 40});
    ASSERT_TRUE(end) << to_string(end.error());
    using Rollbacks = std::vector<std::pair<std::int64_t, std::int64_t>>;
    EXPECT_EQ(observer.rollbacks, (Rollbacks{{13, 8}, {20, 16}}));
    ASSERT_EQ(observer.faults.size(), 2u);
    EXPECT_THAT(observer.faults[0], HasSubstr("going back"));
    traces.push_back(file_bytes(folder_ / (std::string(name) + ".trace")));
    ends.push_back(end_of(folder_ / name));
    const auto trace = Trace::read(folder_ / (std::string(name) + ".trace"));
    EXPECT_EQ(trace.last.size(), 64u);
    // Batch 24 was step 13's; after the rollback step 13 has the next one, and everything moves up.
    const TrainState state = *read_checkpoint_state(newest_intact_checkpoint(folder_ / name)->folder);
    ASSERT_EQ(state.left_out.size(), 2u);
    EXPECT_EQ(state.left_out[0], (DataCursor{0, 24}));
    EXPECT_EQ(state.left_out[1], (DataCursor{0, 40}));
  }
  EXPECT_EQ(traces[0], traces[1]);
  EXPECT_EQ(ends[0], ends[1]);
}

TEST_F(GuardRunTest, AFaultBeforeTheFirstCheckpointRollsBackToTheStart) {
  Recipe recipe = guarded(GuardAction::rollback);
  recipe.checkpoint.every_steps = 0;
  TracingObserver observer(folder_ / "trace");
  ASSERT_TRUE(train_with(setup(recipe, folder_ / "run"), observer, Poison::Kind::nan, {4}));
  using Rollbacks = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(observer.rollbacks, (Rollbacks{{3, 0}}));
}

TEST_F(GuardRunTest, WhatIsLeftOutStaysLeftOutAfterAResume) {
  Recipe recipe = guarded(GuardAction::rollback);
  TracingObserver whole(folder_ / "whole.trace");
  ASSERT_TRUE(train_with(setup(recipe, folder_ / "whole"), whole, Poison::Kind::spike, {24}));
  // Stopped right behind the rollback: the checkpoint it went back to knows of it.
  struct Stopper : TracingObserver {
    using TracingObserver::TracingObserver;
    Command between_steps(Trainer& trainer) override {
      return rollbacks.empty() ? TracingObserver::between_steps(trainer) : Command::abandon;
    }
  } first(folder_ / "run.trace");
  ASSERT_TRUE(train_with(setup(recipe, folder_ / "run"), first, Poison::Kind::spike, {24}));
  TracingObserver second(folder_ / "run.trace");
  ASSERT_TRUE(train_with(setup(recipe, folder_ / "run"), second, Poison::Kind::spike, {24}));
  EXPECT_TRUE(second.rollbacks.empty());
  EXPECT_EQ(Trace::read(folder_ / "run.trace").last, Trace::read(folder_ / "whole.trace").last);
  EXPECT_EQ(end_of(folder_ / "run"), end_of(folder_ / "whole"));
}

TEST_F(GuardRunTest, FaultsWithoutProgressEndTheRun) {
  for (const auto action : {GuardAction::skip, GuardAction::rollback}) {
    const std::string name = action == GuardAction::skip ? "skip" : "rollback";
    Recipe recipe = guarded(action);
    recipe.guard.limit = 5;
    std::set<std::uint64_t> all;
    for (std::uint64_t row = 20; row < 62; ++row) all.insert(row);
    TracingObserver observer(folder_ / (name + ".trace"));
    const auto end = train_with(setup(recipe, folder_ / name), observer, Poison::Kind::nan, all);
    ASSERT_FALSE(end) << name;
    EXPECT_THAT(end.error().message, HasSubstr("5 faults without progress"));
    EXPECT_EQ(observer.faults.size(), 5u);
  }
}

/// Every fault of a long run of them is caught, whatever it is.
TEST_F(GuardRunTest, TwoHundredFaultsAreCaught) {
  Recipe recipe = guarded(GuardAction::skip);
  recipe.budget.steps = 640;
  recipe.checkpoint.every_steps = 0;
  recipe.evaluation.every_steps = 0;
  TracingObserver observer(folder_ / "trace");
  int injected = 0;
  std::vector<Poison> poisons{Poison(Poison::Kind::nan), Poison(Poison::Kind::infinity),
                              Poison(Poison::Kind::spike)};
  std::optional<std::size_t> bad;
  observer.decide = [&](Trainer& trainer) {
    if (bad) poisons[*bad].set(trainer, false);
    bad.reset();
    const auto step = static_cast<std::uint64_t>(trainer.state().step);
    if (step >= 20 && step % 3 == 2 && injected < 200) {
      bad = step / 3 % poisons.size();
      poisons[*bad].set(trainer, true);
      ++injected;
    }
    return TrainerObserver::Command::go_on;
  };
  auto trainer = Trainer::make(setup(recipe, folder_ / "run"));
  ASSERT_TRUE(trainer);
  const auto end = (*trainer)->run(observer);
  ASSERT_TRUE(end) << to_string(end.error());
  EXPECT_EQ(injected, 200);
  EXPECT_EQ(observer.faults.size(), 200u);
  fmt::print("{} of {} faults caught\n", observer.faults.size(), injected);
}

TEST_F(GuardRunTest, AQuietRunHasNoFaults) {
  TracingObserver observer(folder_ / "trace");
  train(setup(guarded(GuardAction::stop), folder_ / "run"), observer);
  EXPECT_TRUE(observer.faults.empty());
}

}  // namespace
}  // namespace cloze::test
