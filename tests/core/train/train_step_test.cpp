// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/train_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cloze {
namespace {

Recipe tiny_recipe() {
  Recipe recipe;
  recipe.model.layers = 1;
  recipe.model.hidden = 16;
  recipe.model.heads = 2;
  recipe.model.feed_forward = 32;
  recipe.model.max_positions = 16;
  recipe.optimizer.precision = Precision::fp32;
  return recipe;
}

Batch batch_of(std::int64_t rows, int first_id) {
  Batch batch;
  batch.rows = rows;
  batch.length = 8;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int i = 0; i < 8; ++i) batch.token_ids.push_back(5 + (first_id + i + static_cast<int>(row)) % 20);
    batch.lengths.push_back(8);
    batch.row_numbers.push_back(static_cast<std::uint64_t>(row));
    const std::int64_t position = row * 8 + 3;
    batch.masked_positions.push_back(position);
    batch.labels.push_back(batch.token_ids[static_cast<std::size_t>(position)]);
    batch.token_ids[static_cast<std::size_t>(position)] = SpecialTokens::mask;
  }
  return batch;
}

std::unique_ptr<Optimizer> optimizer_of(MaskedLanguageModel& model, const Recipe& recipe) {
  model->set_precision(recipe.optimizer.precision);
  return make_optimizer(*model, recipe.optimizer, model->hidden_matrices(), model->copies());
}

std::vector<torch::Tensor> copies(const MaskedLanguageModel& model) {
  std::vector<torch::Tensor> tensors;
  for (const torch::Tensor& parameter : model->parameters()) tensors.push_back(parameter.detach().clone());
  return tensors;
}

bool all_equal(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!torch::equal(a[i], b[i])) return false;
  return true;
}

class Precisions : public ::testing::TestWithParam<Precision> {};
INSTANTIATE_TEST_SUITE_P(TrainStep, Precisions, ::testing::Values(Precision::fp32, Precision::bf16),
                         [](const auto& info) { return info.param == Precision::bf16 ? "bf16" : "fp32"; });

TEST_P(Precisions, AccumulationEqualsOneLargeBatch) {
  const auto norm_and_loss = [](bool accumulate) {
    Recipe recipe = tiny_recipe();
    recipe.optimizer.precision = GetParam();
    MaskedLanguageModel model(recipe.model, 25, 1);
    const auto optimizer = optimizer_of(model, recipe);
    TrainStep step(model, *optimizer, recipe, torch::kCPU);
    std::vector<Batch> batches;
    if (accumulate) {
      batches = {batch_of(2, 0), batch_of(2, 2)};
    } else {
      batches = {batch_of(4, 0)};  // Rows 0..3 are those of the two above.
    }
    const StepResult result = step.run(batches, 1, 1e-3);
    return std::pair(result.loss, result.gradient_norm);
  };
  const auto whole = norm_and_loss(false), parts = norm_and_loss(true);
  const double tolerance = GetParam() == Precision::bf16 ? 2e-3 : 1e-5;
  EXPECT_NEAR(whole.first, parts.first, tolerance);
  EXPECT_NEAR(whole.second, parts.second, tolerance);
}

TEST(TrainStep, MuonMovesTheWeightsToo) {
  Recipe recipe = tiny_recipe();
  recipe.optimizer.kind = OptimizerKind::muon;
  MaskedLanguageModel model(recipe.model, 25, 1);
  const auto optimizer = optimizer_of(model, recipe);
  TrainStep step(model, *optimizer, recipe, torch::kCPU);
  double first = 0, last = 0;
  for (int i = 1; i <= 30; ++i) {
    std::vector<Batch> batches{batch_of(4, 0)};
    last = step.run(batches, i, 1e-2).loss;
    if (i == 1) first = last;
  }
  EXPECT_LT(last, 0.5 * first);
}

TEST(TrainStep, NonFiniteLossLeavesTheWeightsAlone) {
  const Recipe recipe = tiny_recipe();
  MaskedLanguageModel model(recipe.model, 25, 1);
  const auto optimizer = optimizer_of(model, recipe);
  TrainStep step(model, *optimizer, recipe, torch::kCPU);
  std::vector<Batch> batches{batch_of(2, 0)};
  {
    const torch::NoGradGuard no_grad;
    model->decoder_bias_V()[7] = std::numeric_limits<float>::quiet_NaN();
  }
  const auto before = copies(model);
  const StepResult result = step.run(batches, 1, 1e-3);
  EXPECT_TRUE(std::isnan(result.loss));
  EXPECT_FALSE(result.updated);
  auto after = copies(model);
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_TRUE(torch::allclose(before[i], after[i], 0, 0, /*equal_nan=*/true)) << i;
}

TEST(TrainStep, DropoutIsAFunctionOfSeedAndStep) {
  Recipe recipe = tiny_recipe();
  recipe.model.dropout = 0.3;
  const auto loss_of = [&](std::int64_t step_number) {
    MaskedLanguageModel model(recipe.model, 25, 1);
    const auto optimizer = optimizer_of(model, recipe);
    TrainStep step(model, *optimizer, recipe, torch::kCPU);
    model->train();
    std::vector<Batch> batches{batch_of(2, 0)};
    return step.run(batches, step_number, 0).loss;
  };
  EXPECT_EQ(loss_of(5), loss_of(5));
  EXPECT_NE(loss_of(5), loss_of(6));
}

TEST(TrainStep, StepChangesWeightsByTheLearningRate) {
  const Recipe recipe = tiny_recipe();
  MaskedLanguageModel model(recipe.model, 25, 1);
  const auto optimizer = optimizer_of(model, recipe);
  TrainStep step(model, *optimizer, recipe, torch::kCPU);
  std::vector<Batch> batches{batch_of(2, 0)};
  const auto before = copies(model);
  step.run(batches, 1, 0);
  EXPECT_TRUE(all_equal(before, copies(model)));
  EXPECT_TRUE(step.run(batches, 2, 1e-3).updated);
  EXPECT_FALSE(all_equal(before, copies(model)));
}

}  // namespace
}  // namespace cloze
