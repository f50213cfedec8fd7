// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/tensor_memory.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/kernels/torch.h"
#include "core/train/step_rig.h"
#include "core/train/trainer.h"
#include "tests/reliability/training_fixture.h"
#include "tests/support/sanitized.h"

namespace cloze::test {
namespace {

class TensorMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (sanitized) GTEST_SKIP() << "tensors are the sanitizer's";
    keep_tensor_memory();
  }
};

TEST_F(TensorMemory, TensorsAreApartAndAligned) {
  struct Kept {
    torch::Tensor tensor;
    double value = 0;
  };
  std::vector<Kept> kept;
  Draws draws(3, 0, 0);
  const std::uint64_t before = tensor_memory_use();
  for (int i = 0; i < 3000; ++i) {
    if (kept.size() < 40 || draws.next_below(2) == 0) {
      const auto size = static_cast<std::int64_t>(draws.next_below(60'000));
      kept.push_back({torch::full({size}, i, torch::kFloat), static_cast<double>(i)});
      if (size > 0) EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().tensor.data_ptr()) % 64, 0U);
    } else {
      std::swap(kept[draws.next_below(kept.size())], kept.back());
      ASSERT_TRUE(kept.back().tensor.eq(kept.back().value).all().item<bool>());
      kept.pop_back();
    }
  }
  for (const Kept& one : kept) ASSERT_TRUE(one.tensor.eq(one.value).all().item<bool>());
  EXPECT_GT(tensor_memory_use(), before);
  std::thread([&] { kept.clear(); }).join();
  EXPECT_EQ(tensor_memory_use(), before) << "and another thread may free them";
}

TEST_F(TensorMemory, TheNextStepFindsWhatTheLastOneFreed) {
  const auto step = [] {
    std::vector<torch::Tensor> alive;
    for (int layer = 1; layer <= 12; ++layer) {
      const torch::Tensor passing = torch::zeros({layer * 70'001});
      alive.push_back(torch::zeros({layer * 40'003}));
    }
    std::uint64_t most = tensor_memory_use();
    while (!alive.empty()) {
      const torch::Tensor gradient = torch::zeros_like(alive.back());
      most = std::max(most, tensor_memory_use());
      alive.pop_back();
    }
    return most;
  };
  return_tensor_memory();
  const double before = resident_memory();
  const auto most = static_cast<double>(step() - tensor_memory_use());
  const double taken = resident_memory() - before;
  EXPECT_GT(taken, 0.9 * most) << "kept for the next step";
  EXPECT_LT(taken, 1.5 * most) << "and not in pieces too small for anything";
  for (int i = 0; i < 100; ++i) step();
  EXPECT_NEAR(resident_memory() - before, taken, 0.02 * taken) << "every step needs the same";
}

TEST_F(TensorMemory, FreedPagesGoBackWhenAsked) {
  constexpr double much = 200e6;
  return_tensor_memory();
  const double before = resident_memory();
  torch::ones({static_cast<std::int64_t>(much / 4)});
  EXPECT_GT(resident_memory() - before, 0.95 * much) << "kept for the next step";
  torch::Tensor stays = torch::ones({1'000'000});
  return_tensor_memory();
  EXPECT_LT(resident_memory() - before, 0.1 * much);
  EXPECT_TRUE(stays.eq(1).all().item<bool>());
  EXPECT_TRUE(torch::zeros({10'000'000}).eq(0).all().item<bool>());
}

TEST_F(TensorMemory, ATensorThatIsTooLargeIsSaidToBe) {
  EXPECT_THROW(torch::empty({std::int64_t{1} << 55}, torch::kByte), c10::OutOfMemoryError);
  EXPECT_EQ(torch::ones({100'000}).sum().item<float>(), 100'000) << "and the next one is made";
}

using TrainingMemory = TrainingTest;

TEST_F(TrainingMemory, ATrainingMakesItsTensorsThereAndGivesThemBack) {
  if (sanitized) GTEST_SKIP() << "tensors are the sanitizer's";
  Recipe recipe = numbers_recipe();
  recipe.model.hidden = 256;
  recipe.model.feed_forward = 1024;
  const std::uint64_t before = tensor_memory_use();
  auto trainer = Trainer::make(setup(recipe, folder_ / "checkpoints"));
  ASSERT_TRUE(trainer) << to_string(trainer.error());
  EXPECT_GT(tensor_memory_use() - before, 3 * 4 * std::uint64_t{800'000})
      << "each parameter with both of its moments";
  trainer->reset();
  EXPECT_EQ(tensor_memory_use(), before);
}

TEST(StepRig, GivesBackWhatItsStepsTook) {
  if (sanitized) GTEST_SKIP() << "tensors are the sanitizer's";
  Recipe recipe = numbers_recipe();
  const DeviceChoice cpu = choose_device("cpu").value();
  { const auto warm = StepRig::make(recipe, 100, cpu, 2).value()->step(1, 1); }
  recipe.model.hidden = 256;
  recipe.model.feed_forward = 1024;
  const double before = resident_memory();
  auto rig = StepRig::make(recipe, 20'000, cpu, 2).value();
  ASSERT_TRUE(rig->step(4, 1));
  const double taken = resident_memory() - before;
  EXPECT_GT(taken, 60e6);
  rig.reset();
  EXPECT_LT(resident_memory() - before, 0.3 * taken);
}

}  // namespace
}  // namespace cloze::test
