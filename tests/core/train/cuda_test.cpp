// SPDX-License-Identifier: GPL-3.0-or-later
// The same steps on a GPU as on the processor. Skipped without one; tests/gpu.sh runs them where there is
// one.
#include <gtest/gtest.h>

#include "core/data/batcher.h"
#include "core/train/bench.h"
#include "core/train/device.h"
#include "core/train/train_step.h"

namespace cloze {
namespace {

Batch batch_of(std::int64_t rows, std::int64_t length, std::int64_t vocabulary, std::uint64_t number) {
  Batch batch;
  batch.rows = rows;
  batch.length = length;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t i = 0; i < length; ++i)
      batch.token_ids.push_back(static_cast<std::int32_t>(
          5 + (7 * i + 3 * row + static_cast<std::int64_t>(number)) % (vocabulary - 5)));
    batch.lengths.push_back(static_cast<std::int32_t>(length));
    for (std::int64_t i = 2; i < length; i += 5) {
      const std::int64_t position = row * length + i;
      batch.masked_positions.push_back(position);
      batch.labels.push_back(batch.token_ids[static_cast<std::size_t>(position)]);
      batch.token_ids[static_cast<std::size_t>(position)] = SpecialTokens::mask;
    }
  }
  return batch;
}

class CudaTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!choose_device("cuda")) GTEST_SKIP() << "no CUDA device";
  }

  static std::vector<double> losses(Recipe recipe, torch::Device device) {
    recipe.model.layers = 2;
    recipe.model.hidden = 64;
    recipe.model.heads = 4;
    recipe.model.feed_forward = 128;
    MaskedLanguageModel model(recipe.model, 200, 1);
    model->to(device);
    model->train();
    model->set_precision(recipe.optimizer.precision);
    const auto optimizer =
        make_optimizer(*model, recipe.optimizer, model->hidden_matrices(), model->copies());
    TrainStep step(model, *optimizer, recipe, device);
    std::vector<double> seen;
    for (int i = 1; i <= 20; ++i) {
      std::vector<Batch> batches{batch_of(8, 32, 200, static_cast<std::uint64_t>(i))};
      seen.push_back(step.run(batches, i, 1e-3).loss);
    }
    return seen;
  }
};

TEST_F(CudaTest, LossesFollowTheProcessors) {
  for (const Family family : {Family::classic, Family::modern})
    for (const OptimizerKind kind : {OptimizerKind::adamw, OptimizerKind::muon})
      for (const Precision precision : {Precision::fp32, Precision::bf16}) {
        Recipe recipe;
        recipe.model.family = family;
        recipe.optimizer.kind = kind;
        recipe.optimizer.precision = precision;
        const auto here = losses(recipe, torch::kCPU), there = losses(recipe, torch::kCUDA);
        const double tolerance = precision == Precision::bf16 ? 0.05 : 5e-3;
        for (std::size_t i = 0; i < here.size(); ++i) EXPECT_NEAR(there[i], here[i], tolerance) << i;
      }
}

TEST_F(CudaTest, BenchRuns) {
  BenchRequest request = *bench_preset("tiny");
  request.device = "cuda";
  const auto result = bench_step(request);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_GT(result->tokens_per_second, 0);
}

}  // namespace
}  // namespace cloze
