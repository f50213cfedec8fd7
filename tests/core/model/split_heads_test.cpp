// SPDX-License-Identifier: GPL-3.0-or-later
// The single pass against torch's own operations, forward and backward.
#include "core/model/split_heads.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

constexpr std::int64_t B = 3, T = 70, H = 2, K = 8;

struct Outcome {
  torch::Tensor forward_3BHTK, gradient_BTX;
};

template <class Split>
Outcome run(Split split, torch::ScalarType type, bool rotate) {
  at::Generator generator = at::detail::createCPUGenerator(1);
  const auto random = [&](at::IntArrayRef shape) {
    return torch::empty(shape, torch::kFloat64).normal_(0, 1, generator).to(type);
  };
  torch::Tensor qkv_BTX = random({B, T, 3 * H * K}).requires_grad_();
  Rotary rotary(K, 128, 100.0);
  const RotaryAngles angles = rotate ? rotary.angles(T, torch::kCPU, type) : RotaryAngles{};
  const Heads heads = split(qkv_BTX, H, angles, 0.37);
  const torch::Tensor all = at::stack({heads.queries_BHTK, heads.keys_BHTK, heads.values_BHTK});
  all.backward(random({3, B, H, T, K}));
  return {all.detach(), qkv_BTX.grad()};
}

TEST(SplitHeadsTest, EqualsTheComposedOperations) {
  for (const bool rotate : {false, true})
    for (const auto type : {torch::kFloat64, torch::kFloat32, torch::kBFloat16}) {
      const Outcome one = run(split_heads, type, rotate),
                    other = run(split_heads_composed, torch::kFloat64, rotate);
      EXPECT_EQ(one.forward_3BHTK.scalar_type(), type);
      EXPECT_EQ(one.gradient_BTX.scalar_type(), type);
      // bf16: inputs and result are rounded once each, relative 2^-9
      const double tolerance = type == torch::kFloat64 ? 1e-12 : type == torch::kFloat32 ? 2e-6 : 4e-2;
      EXPECT_TRUE(one.forward_3BHTK.to(torch::kFloat64).allclose(other.forward_3BHTK, tolerance, tolerance));
      EXPECT_TRUE(one.gradient_BTX.to(torch::kFloat64).allclose(other.gradient_BTX, tolerance, tolerance));
    }
}

TEST(SplitHeadsTest, TakesInputsThatAreNotContiguous) {
  const torch::Tensor wide = torch::randn({B, T, 6 * H * K}, torch::kFloat64);
  const torch::Tensor slice = wide.slice(2, 3 * H * K);
  const Heads one = split_heads(slice, H, {}, 1.0), other = split_heads(slice.clone(), H, {}, 1.0);
  EXPECT_TRUE(one.values_BHTK.equal(other.values_BHTK));
}

}  // namespace
}  // namespace cloze
