// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/optimizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cloze {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

struct ToyImpl : torch::nn::Module {
  ToyImpl() {
    torch::manual_seed(1);
    table = register_parameter("table", torch::randn({7, 4}));
    matrix = register_parameter("matrix", torch::randn({6, 4}));
    vector = register_parameter("vector", torch::randn({3}));
    frozen = register_parameter("frozen", torch::randn({2, 2}), /*requires_grad=*/false);
  }
  torch::Tensor table, matrix, vector, frozen;
};
TORCH_MODULE(Toy);

std::unique_ptr<Optimizer> make(const Toy& toy, OptimizerKind kind,
                                const std::map<std::string, torch::Tensor>& copies = {}) {
  OptimizerConfig config;
  config.kind = kind;
  config.precision = Precision::fp32;
  return make_optimizer(*toy, config, {{"matrix", 2}}, copies);
}

TEST(ParameterGroupsTest, MatricesDecayVectorsDoNot) {
  Toy toy;
  const torch::Tensor copy = torch::zeros({6, 4}, torch::kBFloat16);
  const auto groups = parameter_groups(*toy, 0.1, {{"matrix", copy}});
  ASSERT_EQ(groups.size(), 2u);
  const auto names = [](const ParameterGroup& group) {
    std::vector<std::string> found;
    for (const Trained& one : group.members) found.push_back(one.name);
    return found;
  };
  EXPECT_THAT(names(groups[0]), ElementsAre("table", "matrix"));
  EXPECT_EQ(groups[0].weight_decay, 0.1);
  EXPECT_FALSE(groups[0].members[0].copy.defined());
  EXPECT_TRUE(groups[0].members[1].copy.is_same(copy));
  EXPECT_THAT(names(groups[1]), ElementsAre("vector"));
  EXPECT_EQ(groups[1].weight_decay, 0.0);
}

TEST(OptimizerTest, KindDecidesWhoTakesTheHiddenMatrices) {
  Toy toy;
  const auto names = [&](OptimizerKind kind) {
    std::vector<std::string> found;
    for (const auto& [name, tensor] : make(toy, kind)->state()) found.push_back(name);
    return found;
  };
  EXPECT_THAT(names(OptimizerKind::muon),
              UnorderedElementsAre("matrix.momentum_buffer", "table.exp_avg", "table.exp_avg_sq",
                                   "table.step", "vector.exp_avg", "vector.exp_avg_sq", "vector.step"));
  EXPECT_THAT(names(OptimizerKind::adamw), ::testing::Contains("matrix.exp_avg"));
  EXPECT_EQ(make(toy, OptimizerKind::muon)->trained().size(), 3u);
}

TEST(OptimizerTest, NormIsOverAllGradientsWhereverTheyLie) {
  Toy toy;
  const torch::Tensor copy = toy->matrix.detach().to(torch::kBFloat16).requires_grad_();
  const auto optimizer = make(toy, OptimizerKind::adamw, {{"matrix", copy}});
  EXPECT_EQ(optimizer->gradient_norm(), 0.0);
  toy->vector.mutable_grad() = torch::tensor({0.0F, 4.0F, 12.0F});
  EXPECT_DOUBLE_EQ(optimizer->gradient_norm(), std::sqrt(160.0));
  copy.mutable_grad() = torch::zeros({6, 4}, torch::kBFloat16);
  copy.mutable_grad()[1][1] = 3;
  EXPECT_DOUBLE_EQ(optimizer->gradient_norm(), 13.0);
  toy->matrix.mutable_grad() = torch::zeros({6, 4});
  toy->matrix.mutable_grad()[1][1] = -3;  // both parts together
  EXPECT_DOUBLE_EQ(optimizer->gradient_norm(), std::sqrt(160.0));
  EXPECT_FALSE(copy.grad().defined());
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    toy->vector.mutable_grad()[0] = bad;
    EXPECT_FALSE(std::isfinite(optimizer->gradient_norm()));
  }
}

TEST(OptimizerTest, NormOfManyNumbersLosesNoDigits) {
  struct Large : torch::nn::Module {
    Large() { register_parameter("x", torch::zeros({3'000'000})); }
  } large;
  OptimizerConfig config;
  const auto optimizer = make_optimizer(large, config, {}, {});
  optimizer->trained()[0].parameter.mutable_grad() = torch::full({3'000'000}, 0.1F);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  const double near =
      3e-3;  // Sanitizers keep loops from being vectorized: one sum where there are several else.
#else
  const double near = 1e-4;
#endif
  EXPECT_NEAR(optimizer->gradient_norm(), std::sqrt(3e6) * static_cast<double>(0.1F), near);
}

TEST(OptimizerTest, ClippingScalesDownToTheLimitOnly) {
  EXPECT_DOUBLE_EQ(clip_scale(13, 6.5), 0.5);
  EXPECT_DOUBLE_EQ(clip_scale(13, 13.5), 1);
  EXPECT_DOUBLE_EQ(clip_scale(13, 0), 1);
  EXPECT_DOUBLE_EQ(clip_scale(std::numeric_limits<double>::quiet_NaN(), 1), 1);
  EXPECT_DOUBLE_EQ(clip_scale(std::numeric_limits<double>::infinity(), 1), 1);
}

TEST(OptimizerTest, GatheringSumsInFullPrecision) {
  Toy toy;
  const torch::Tensor copy = toy->matrix.detach().to(torch::kBFloat16).requires_grad_();
  const auto optimizer = make(toy, OptimizerKind::adamw, {{"matrix", copy}});
  // 256 + 1 has no bf16
  for (const double part : {256.0, 1.0, 1.0}) {
    copy.mutable_grad() = torch::full({6, 4}, part, torch::kBFloat16);
    optimizer->gather_gradients();
  }
  EXPECT_TRUE(toy->matrix.grad().equal(torch::full({6, 4}, 258.0)));
  EXPECT_FALSE(copy.grad().defined());
  optimizer->zero_grad();
  EXPECT_FALSE(toy->matrix.grad().defined());
}

}  // namespace
}  // namespace cloze
