// SPDX-License-Identifier: GPL-3.0-or-later
// Each operation with a hand-written backward pass against torch's own operations and autograd: to the last
// digits in fp64, and within bf16's rounding in bf16.
#include <gtest/gtest.h>

#include "core/kernels/products.h"
#include "core/model/gelu.h"
#include "core/model/linear_cross_entropy.h"
#include "core/model/residual_norm.h"
#include "core/model/short_attention.h"
#include "core/model/table_lookup.h"

namespace cloze {
namespace {

using Tensors = std::vector<torch::Tensor>;

class FusedTest : public ::testing::TestWithParam<torch::ScalarType> {
 protected:
  torch::ScalarType type = GetParam();
  torch::ScalarType wide = type == torch::kBFloat16 ? torch::kFloat32 : type;
  at::Generator generator = at::detail::createCPUGenerator(7);

  torch::Tensor random(at::IntArrayRef shape, torch::ScalarType as) {
    return torch::empty(shape, torch::kFloat64).normal_(0, 1, generator).to(as);
  }

  /// Runs both on the same inputs, the reference in fp64; compares results and the gradients of all inputs
  /// under the same random gradients of the results.
  template <class F, class G>
  void compare(const Tensors& inputs, F&& ours, G&& reference) {
    const auto leaves = [&](bool exact) {
      Tensors made;
      for (const torch::Tensor& input : inputs)
        made.push_back(
            input.detach().to(exact ? torch::kFloat64 : input.scalar_type()).clone().requires_grad_());
      return made;
    };
    Tensors given = leaves(false), exact = leaves(true);
    const Tensors results = ours(given), wanted = reference(exact);
    ASSERT_EQ(results.size(), wanted.size());
    torch::Tensor sum = torch::zeros({}, torch::kFloat64), exact_sum = sum;
    for (std::size_t i = 0; i < results.size(); ++i) {
      close(results[i], wanted[i], "result", i);
      const torch::Tensor weight = random(results[i].sizes(), torch::kFloat64);
      sum = sum + (results[i].to(torch::kFloat64) * weight).sum();
      exact_sum = exact_sum + (wanted[i] * weight).sum();
    }
    sum.backward();
    exact_sum.backward();
    for (std::size_t i = 0; i < given.size(); ++i) {
      EXPECT_EQ(given[i].grad().scalar_type(), given[i].scalar_type());
      close(given[i].grad(), exact[i].grad(), "gradient", i);
    }
  }

  void close(const torch::Tensor& actual, const torch::Tensor& wanted, const char* what, std::size_t i) {
    ASSERT_EQ(actual.sizes(), wanted.sizes()) << what << " " << i;
    const double error =
        ((actual.detach().to(torch::kFloat64) - wanted.detach()).norm() / wanted.detach().norm())
            .item<double>();
    EXPECT_LE(error, type == torch::kFloat64   ? 1e-12
                     : type == torch::kFloat32 ? 2e-6
                                               : 1e-2)
        << what << " " << i;
  }
};
INSTANTIATE_TEST_SUITE_P(Types, FusedTest,
                         ::testing::Values(torch::kFloat64, torch::kFloat32, torch::kBFloat16),
                         [](const auto& info) { return std::string(c10::toString(info.param)); });

TEST_P(FusedTest, Gelu) {
  compare(
      {random({37, 45}, type) * 3}, [](const Tensors& in) { return Tensors{cloze::gelu(in[0])}; },
      [](const Tensors& in) { return Tensors{at::gelu(in[0])}; });
}

TEST_P(FusedTest, GeluWithoutGradient) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = random({100}, type);
  close(cloze::gelu(x), at::gelu(x.to(torch::kFloat64)), "result", 0);
}

TEST_P(FusedTest, GeluFarOut) {
  const torch::Tensor x = torch::tensor({-1e4, -40.0, -9.0, 0.0, 9.0, 40.0, 1e4}, torch::kFloat64).to(type);
  EXPECT_TRUE(cloze::gelu(x).to(torch::kFloat64).allclose(at::gelu(x.to(torch::kFloat64)), 1e-2, 1e-12));
}

TEST_P(FusedTest, Geglu) {
  compare(
      {random({5, 7, 46}, type)}, [](const Tensors& in) { return Tensors{cloze::geglu(in[0])}; },
      [](const Tensors& in) {
        const auto halves = in[0].chunk(2, -1);
        return Tensors{at::gelu(halves[0]) * halves[1]};
      });
}

TEST_P(FusedTest, ResidualNorm) {
  constexpr std::int64_t D = 43;
  for (const bool with_branch : {true, false})
    for (const bool with_bias : {true, false})
      for (const auto also_wide : {WideNormed::no, WideNormed::yes}) {
        Norm norm(D, 1e-5, with_bias);
        norm->to(wide);
        Tensors inputs{random({3, 70, D}, wide), random({D}, wide)};
        if (with_branch) inputs.push_back(random({3, 70, D}, type));
        if (with_bias) inputs.push_back(random({D}, wide));
        const auto run = [&](const Tensors& in, auto operation, torch::ScalarType product) {
          Norm mine(D, 1e-5, with_bias);
          mine->weight_D = in[1];
          if (with_bias) mine->bias_D = in.back();
          const Normed made =
              operation(in[0], with_branch ? in[2] : torch::Tensor(), *mine, product, also_wide);
          // in fp64 the wide rows are the normed ones; the reference gives each result that was asked for
          Tensors results{made.normed_ND};
          if (with_branch) results.push_back(made.sum_ND);
          if (also_wide == WideNormed::yes && type == torch::kBFloat16)
            results.push_back(made.wide_normed_ND.defined() ? made.wide_normed_ND : made.normed_ND);
          return results;
        };
        compare(
            inputs, [&](const Tensors& in) { return run(in, residual_norm, type); },
            [&](const Tensors& in) { return run(in, residual_norm_composed, torch::kFloat64); });
      }
}

TEST_P(FusedTest, ResidualNormOfAConstantRowIsFinite) {
  Norm norm(16, 1e-5, true);
  norm->to(wide);
  const Normed made = residual_norm(torch::full({2, 16}, 3.0, wide), {}, *norm, type, WideNormed::no);
  EXPECT_EQ(made.normed_ND.abs().max().item<double>(), 0);
}

TEST_P(FusedTest, Linear) {
  for (const bool with_bias : {true, false}) {
    Tensors inputs{random({3, 50, 24}, type), random({33, 24}, type)};
    if (with_bias) inputs.push_back(random({33}, type));
    compare(
        inputs,
        [](const Tensors& in) {
          return Tensors{cloze::linear(in[0], in[1], in.size() > 2 ? in[2] : torch::Tensor())};
        },
        [](const Tensors& in) {
          return Tensors{at::linear(in[0], in[1], in.size() > 2 ? in[2] : torch::Tensor())};
        });
  }
}

TEST_P(FusedTest, ProductTakesAnyStridesAndNoRows) {
  const torch::Tensor a = random({24, 50}, type).t(), b = random({24, 33}, type).t();
  close(product(a, b), at::mm(a.to(torch::kFloat64), b.to(torch::kFloat64).t()), "result", 0);
  close(product(a.slice(0, 3, 21), b.slice(1, 0, 24)),
        at::mm(a.slice(0, 3, 21).to(torch::kFloat64), b.to(torch::kFloat64).t()), "result", 1);
  EXPECT_EQ(product(a.slice(0, 0, 0), b).sizes(), (std::vector<std::int64_t>{0, 33}));
}

TEST_P(FusedTest, LinearCrossEntropy) {
  // 2,500 rows take two groups, 300 two parts of one, 5 a single part
  for (const std::int64_t M : {5, 300, 2500}) {
    const torch::Tensor labels_M = torch::randint(0, 61, {M}, generator, torch::kInt64);
    compare(
        {random({M, 24}, type), random({61, 24}, type), random({61}, wide)},
        [&](const Tensors& in) { return Tensors{linear_cross_entropy(in[0], in[1], in[2], labels_M)}; },
        [&](const Tensors& in) {
          return Tensors{linear_cross_entropy_composed(in[0], in[1], in[2], labels_M)};
        });
  }
}

TEST_P(FusedTest, LinearCrossEntropyOfLargeLogitsIsFinite) {
  const torch::Tensor hidden = torch::full({1, 4}, 100.0, type), weight = torch::eye(4, type) * 50;
  const torch::Tensor loss =
      linear_cross_entropy(hidden, weight, torch::zeros({4}, wide), torch::tensor({2}));
  EXPECT_NEAR(loss.item<double>(), std::log(4.0), 1e-6);
}

/// A table that is looked up and is the decoder's weight as well: one gradient of both parts.
TEST_P(FusedTest, TableLookupCompletesTheDecodersGradient) {
  const torch::Tensor ids_BT = torch::randint(0, 11, {4, 9}, generator, torch::kInt32),  // many repeat
      labels_M = torch::randint(0, 19, {36}, generator, torch::kInt64);
  const torch::Tensor table = random({19, 6}, type), bias = random({19}, wide);
  for (const bool tied : {true, false}) {
    const auto pending = c10::make_intrusive<PendingGradient>();
    compare(
        {table, random({6}, wide)},
        [&](const Tensors& in) {
          const torch::Tensor rows = table_lookup(in[0].detach().to(wide), in[0], ids_BT, pending) * in[1];
          if (!tied) return Tensors{rows};
          return Tensors{linear_cross_entropy(rows.flatten(0, 1).to(type), in[0], bias, labels_M, pending)};
        },
        [&](const Tensors& in) {
          const torch::Tensor rows = at::embedding(in[0], ids_BT) * in[1];
          if (!tied) return Tensors{rows};
          return Tensors{
              linear_cross_entropy_composed(rows.flatten(0, 1), in[0], bias.to(torch::kFloat64), labels_M)};
        });
    EXPECT_FALSE(pending->gradient_VD.defined());
  }
}

TEST_P(FusedTest, TableLookupForgetsAPassThatWasBrokenOff) {
  torch::Tensor table = random({5, 3}, type).requires_grad_();
  const auto pending = c10::make_intrusive<PendingGradient>();
  pending->gradient_VD = torch::full({5, 3}, 100.0, type);
  table_lookup(table.detach().to(wide), table, torch::tensor({{2, 2}}), pending).sum().backward();
  const torch::Tensor wanted = torch::zeros({5, 3}, type);
  wanted[2].fill_(2);
  EXPECT_TRUE(table.grad().equal(wanted));
}

/// softmax(q k^T) v with the padded keys at minus infinity, heads side by side.
torch::Tensor attention_composed(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                                 const torch::Tensor& lengths_B) {
  torch::Tensor scores = at::matmul(q, k.transpose(2, 3));
  if (lengths_B.defined()) {
    const torch::Tensor padded =
        torch::arange(k.size(2)).ge(lengths_B.unsqueeze(1)).view({-1, 1, 1, k.size(2)});
    scores = scores.masked_fill(padded, -INFINITY);
  }
  return at::matmul(at::softmax(scores, -1), v).transpose(1, 2).flatten(2);
}

TEST_P(FusedTest, ShortAttention) {
  constexpr std::int64_t B = 3, H = 2, S = 21, K = 8;
  for (const std::int64_t Q : {S, std::int64_t{4}})
    for (const bool padded : {false, true}) {
      const torch::Tensor lengths_B = padded ? torch::tensor({21, 1, 13}) : torch::Tensor();
      compare(
          {random({B, H, Q, K}, type) * 0.5, random({B, H, S, K}, type), random({B, H, S, K}, type)},
          [&](const Tensors& in) { return Tensors{short_attention(in[0], in[1], in[2], lengths_B)}; },
          [&](const Tensors& in) { return Tensors{attention_composed(in[0], in[1], in[2], lengths_B)}; });
    }
}

}  // namespace
}  // namespace cloze
