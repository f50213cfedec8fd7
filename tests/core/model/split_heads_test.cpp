// SPDX-License-Identifier: GPL-3.0-or-later
// The single pass against torch's own operations, forward and backward.
#include "core/model/split_heads.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

constexpr std::int64_t B = 3, R = 70, H = 2, K = 8;

struct Outcome {
  torch::Tensor forward_PBHRK, gradient_BRX;
};

template <class Split>
Outcome run(Split split, torch::ScalarType type, bool rotate, bool given_positions) {
  at::Generator generator = at::detail::createCPUGenerator(1);
  const auto random = [&](at::IntArrayRef shape) {
    return torch::empty(shape, torch::kFloat64).normal_(0, 1, generator).to(type);
  };
  torch::Tensor flat_BRX = random({B, R, 3 * H * K}).requires_grad_();
  Rotary rotary(K, 128, 100.0);
  const RotaryAngles angles = rotate ? rotary.angles(100, torch::kCPU, type) : RotaryAngles{};
  torch::Tensor positions_BR;
  if (given_positions) positions_BR = torch::randint(0, 100, {B, R}, generator, torch::kInt64);
  const auto parts = split(flat_BRX, H, {{true, 0.37}, {true, 1}, {false, 1}}, angles, positions_BR);
  const torch::Tensor all = at::stack(parts);
  all.backward(random({3, B, H, R, K}));
  return {all.detach(), flat_BRX.grad()};
}

TEST(SplitHeadsTest, EqualsTheComposedOperations) {
  for (const bool given : {false, true})
    for (const bool rotate : {false, true})
      for (const auto type : {torch::kFloat64, torch::kFloat32, torch::kBFloat16}) {
        const Outcome one = run(split_heads, type, rotate, given),
                      other = run(split_heads_composed, torch::kFloat64, rotate, given);
        EXPECT_EQ(one.forward_PBHRK.scalar_type(), type);
        EXPECT_EQ(one.gradient_BRX.scalar_type(), type);
        // bf16: inputs and result are rounded once each, relative 2^-9
        const double tolerance = type == torch::kFloat64 ? 1e-12 : type == torch::kFloat32 ? 2e-6 : 4e-2;
        EXPECT_TRUE(
            one.forward_PBHRK.to(torch::kFloat64).allclose(other.forward_PBHRK, tolerance, tolerance));
        EXPECT_TRUE(one.gradient_BRX.to(torch::kFloat64).allclose(other.gradient_BRX, tolerance, tolerance));
      }
}

TEST(SplitHeadsTest, TakesInputsThatAreNotContiguous) {
  const torch::Tensor wide = torch::randn({B, R, 6 * H * K}, torch::kFloat64);
  const torch::Tensor slice = wide.slice(2, 3 * H * K);
  const std::vector<HeadPart> parts(3);
  EXPECT_TRUE(split_heads(slice, H, parts, {})[2].equal(split_heads(slice.clone(), H, parts, {})[2]));
}

}  // namespace
}  // namespace cloze
