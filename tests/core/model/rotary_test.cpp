// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rotary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cloze {
namespace {

constexpr std::int64_t T = 40, H = 3, K = 8;

/// The first two parts turned, the third left.
torch::Tensor rotate_queries_and_keys(const torch::Tensor& qkv_BT3HK, const RotaryAngles& angles) {
  const auto parts = qkv_BT3HK.unbind(2);
  return at::stack({rotate(parts[0], angles, {}), rotate(parts[1], angles, {}), parts[2]}, 2);
}

torch::Tensor random_qkv(torch::ScalarType type) {
  torch::manual_seed(1);
  return torch::randn({2, T, 3, H, K}, torch::kFloat64).to(type);
}

TEST(RotaryTest, TurnsPairsOfTheTwoHalvesByPositionTimesFrequency) {
  Rotary rotary(K, 64, 100.0);
  const torch::Tensor before = random_qkv(torch::kFloat64);
  const torch::Tensor after = rotate_queries_and_keys(before, rotary.angles(T, torch::kCPU, torch::kFloat64));
  const auto at = [](const torch::Tensor& x, std::int64_t t, std::int64_t part, std::int64_t i) {
    return x[1][t][part][2][i].item<double>();
  };
  for (const std::int64_t t : {0, 1, 7, 39})
    for (std::int64_t i = 0; i < K / 2; ++i)
      for (const std::int64_t part : {0, 1}) {
        const double angle = static_cast<double>(t) * std::pow(100.0, -2.0 * static_cast<double>(i) / K);
        const double a = at(before, t, part, i), b = at(before, t, part, i + K / 2);
        EXPECT_NEAR(at(after, t, part, i), a * std::cos(angle) - b * std::sin(angle), 1e-12);
        EXPECT_NEAR(at(after, t, part, i + K / 2), b * std::cos(angle) + a * std::sin(angle), 1e-12);
      }
  EXPECT_TRUE(after.select(2, 2).equal(before.select(2, 2))) << "values stay";
}

TEST(RotaryTest, ScoresDependOnTheDistanceOnly) {
  Rotary rotary(K, 64, 10000.0);
  const torch::Tensor same =
      torch::randn({1, 1, 3, 1, K}, torch::kFloat64).expand({1, T, 3, 1, K}).contiguous();
  const torch::Tensor turned = rotate_queries_and_keys(same, rotary.angles(T, torch::kCPU, torch::kFloat64));
  const torch::Tensor q = turned.select(2, 0).reshape({T, K}), k = turned.select(2, 1).reshape({T, K});
  const torch::Tensor scores = at::matmul(q, k.t());
  EXPECT_TRUE(
      scores.slice(0, 1).slice(1, 1).allclose(scores.slice(0, 0, T - 1).slice(1, 0, T - 1), 1e-9, 1e-9));
  EXPECT_FALSE(scores[0][1].allclose(scores[0][5]));
}

TEST(RotaryTest, GradientsAreThoseOfNumericalDifferences) {
  Rotary rotary(K, 64, 100.0);
  const RotaryAngles angles = rotary.angles(T, torch::kCPU, torch::kFloat64);
  torch::Tensor x = random_qkv(torch::kFloat64).requires_grad_();
  const torch::Tensor weights = torch::randn_like(x);
  (rotate_queries_and_keys(x, angles) * weights).sum().backward();
  torch::NoGradGuard no_grad;
  // linear in x, so one difference per direction is exact: compare along random directions
  for (int trial = 0; trial < 5; ++trial) {
    const torch::Tensor direction = torch::randn_like(x);
    const torch::Tensor change =
        rotate_queries_and_keys(x + direction, angles) - rotate_queries_and_keys(x, angles);
    EXPECT_NEAR((change * weights).sum().item<double>(), (direction * x.grad()).sum().item<double>(), 1e-9);
  }
}

TEST(RotaryTest, KeepsTheTypeAndItsPrecision) {
  Rotary rotary(K, 4096, 10000.0);
  const RotaryAngles exact = rotary.angles(T, torch::kCPU, torch::kFloat64);
  const torch::Tensor x = random_qkv(torch::kBFloat16);
  const torch::Tensor wanted = rotate_queries_and_keys(x.to(torch::kFloat64), exact);
  const torch::Tensor actual = rotate_queries_and_keys(x, rotary.angles(T, torch::kCPU, torch::kBFloat16));
  EXPECT_EQ(actual.scalar_type(), torch::kBFloat16);
  // one rounding of the result, relative 2^-9, however far the position
  EXPECT_TRUE(actual.to(torch::kFloat64).allclose(wanted, 1.0 / 256, 1e-6));
  const torch::Tensor single =
      rotate_queries_and_keys(x.to(torch::kFloat32), rotary.angles(T, torch::kCPU, torch::kFloat32));
  EXPECT_TRUE(single.to(torch::kFloat64).allclose(wanted, 1e-5, 1e-6));
}

TEST(RotaryTest, GivenPositionsTakeTheirAngles) {
  Rotary rotary(K, 64, 100.0);
  const RotaryAngles angles = rotary.angles(T, torch::kCPU, torch::kFloat64);
  const torch::Tensor x = torch::randn({2, T, H, K}, torch::kFloat64);
  const torch::Tensor positions_BR = torch::tensor({{5, 0, 39}, {1, 1, 7}});
  const torch::Tensor picked = at::take_along_dim(x, positions_BR.view({2, 3, 1, 1}), 1);
  const torch::Tensor wanted = at::take_along_dim(rotate(x, angles, {}), positions_BR.view({2, 3, 1, 1}), 1);
  EXPECT_TRUE(rotate(picked, angles, positions_BR).equal(wanted));
}

TEST(RotaryTest, OddHeadsAreRefused) {
  EXPECT_THROW(Rotary(7, 16, 100.0), c10::Error);
}

}  // namespace
}  // namespace cloze
