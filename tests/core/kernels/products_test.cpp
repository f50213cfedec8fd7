// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products in every type, and in bf16 on processors that have no instructions for it.
#include "core/kernels/products.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/clock.h"

namespace cloze {
namespace {

torch::Tensor random(at::IntArrayRef shape, torch::ScalarType type) {
  static at::Generator generator = at::detail::createCPUGenerator(7);
  return torch::empty(shape, torch::kFloat64).normal_(0, 1, generator).to(type);
}

double error(const torch::Tensor& actual, const torch::Tensor& wanted) {
  return ((actual.to(torch::kFloat64) - wanted).norm() / wanted.norm()).item<double>();
}

class ProductTest : public testing::TestWithParam<torch::ScalarType> {
 protected:
  torch::ScalarType type = GetParam();
  double rounding = type == torch::kBFloat16 ? 4e-3 : type == torch::kFloat32 ? 1e-6 : 1e-14;
};

TEST_P(ProductTest, IsThatOfFp64) {
  const torch::Tensor a = random({33, 70}, type), b = random({70, 21}, type).t();
  const torch::Tensor wanted = at::mm(a.to(torch::kFloat64), b.to(torch::kFloat64).t());
  const torch::Tensor made = product(a, b);
  EXPECT_EQ(made.scalar_type(), type);
  EXPECT_LT(error(made, wanted), rounding);
  torch::Tensor there = torch::full({40, 21}, 7, made.options());
  torch::Tensor part = there.narrow(0, 2, 33);
  product_into(part, a, b);
  EXPECT_LT(error(there.narrow(0, 2, 33), wanted), rounding);
  EXPECT_TRUE((there.narrow(0, 35, 5) == 7).all().item<bool>());
}

TEST_P(ProductTest, OfBatchesIsThatOfFp64) {
  const torch::Tensor a = random({5, 33, 70}, type), b = random({5, 21, 70}, type).transpose(1, 2);
  const torch::Tensor made = batched_product(a, b);
  EXPECT_EQ(made.scalar_type(), type);
  EXPECT_LT(error(made, at::bmm(a.to(torch::kFloat64), b.to(torch::kFloat64))), rounding);
}

INSTANTIATE_TEST_SUITE_P(Types, ProductTest,
                         testing::Values(torch::kFloat64, torch::kFloat32, torch::kBFloat16),
                         [](const auto& info) { return std::string(c10::toString(info.param)); });

/// torch's own way is far slower on a processor with AVX2 only; with AVX-512 this cannot fail.
TEST(Products, Bf16IsNotMuchSlowerThanFp32) {
  const auto fastest = [](torch::ScalarType type) {
    const torch::Tensor a = random({512, 512}, type);
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
      const Stopwatch watch;
      product(a, a);
      batched_product(a.unsqueeze(0), a.t().unsqueeze(0));
      best = std::min(best, watch.seconds());
    }
    return best;
  };
  EXPECT_LT(fastest(torch::kBFloat16), 10 * fastest(torch::kFloat32));
}

}  // namespace
}  // namespace cloze
