// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/muon.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cloze {
namespace {

torch::Tensor random(at::IntArrayRef shape, std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  return torch::empty(shape, torch::kFloat64).normal_(0, 1, generator);
}

TEST(OrthogonalizeTest, SingularValuesComeNearOneAndDirectionsStay) {
  for (const auto& shape : {std::vector<std::int64_t>{2, 12, 12}, {2, 32, 8}, {2, 8, 32}})
    for (const auto precision : {torch::kFloat64, torch::kFloat32, torch::kBFloat16}) {
      const torch::Tensor x = random(shape, 3);
      const torch::Tensor y = orthogonalize(x, precision).to(torch::kFloat64);
      ASSERT_EQ(y.sizes(), x.sizes());
      const auto [u, singular, v] = at::linalg_svd(x, /*full_matrices=*/false);
      // u^T y v is diagonal where the directions stayed, and holds the new singular values
      const torch::Tensor turned = at::matmul(at::matmul(u.transpose(1, 2), y), v.transpose(1, 2));
      const torch::Tensor values = turned.diagonal(0, 1, 2);
      EXPECT_GE(values.min().item<double>(), 0.6) << precision;
      EXPECT_LE(values.max().item<double>(), 1.3) << precision;
      const double off = (turned - at::diag_embed(values)).abs().max().item<double>();
      EXPECT_LE(off, precision == torch::kBFloat16 ? 0.1 : 1e-4) << precision;
    }
}

TEST(OrthogonalizeTest, ScaleOfTheInputDoesNotMatterAndZeroStaysZero) {
  const torch::Tensor x = random({1, 6, 9}, 4);
  EXPECT_TRUE(
      orthogonalize(x * 1e3, torch::kFloat64).allclose(orthogonalize(x, torch::kFloat64), 1e-5, 1e-6));
  EXPECT_EQ(orthogonalize(torch::zeros({1, 6, 9}), torch::kFloat32).abs().max().item<double>(), 0);
}

/// The formulas of muon.h, written out for one matrix after another.
TEST(MuonTest, FollowsTheFormulas) {
  constexpr double mu = 0.9, decay = 0.1, lr = 0.05, gradient_scale = 0.5;
  torch::Tensor parameter = random({6, 5}, 1).requires_grad_();
  Muon muon({{{"m", parameter, {}}, 2}},
            {.momentum = mu, .weight_decay = decay, .precision = torch::kFloat64});
  torch::Tensor expected = parameter.detach().clone(), momentum = torch::zeros({6, 5}, torch::kFloat64);
  for (std::uint64_t step = 1; step <= 4; ++step) {
    const torch::Tensor gradient = random({6, 5}, 10 + step);
    parameter.mutable_grad() = gradient.clone();
    muon.step(lr, gradient_scale);
    momentum = mu * momentum + gradient_scale * gradient;
    const torch::Tensor direction = gradient_scale * gradient + mu * momentum;
    expected = expected * (1 - lr * decay);
    for (const std::int64_t first : {0, 3}) {
      const torch::Tensor one =
          orthogonalize(direction.narrow(0, first, 3).unsqueeze(0), torch::kFloat64).squeeze(0);
      expected.narrow(0, first, 3).sub_(one * (lr * 0.2 * std::sqrt(5.0)));
    }
    EXPECT_TRUE(parameter.allclose(expected, 1e-9, 1e-9)) << step;
  }
}

/// What makes one learning rate serve both: entries move about as far as under AdamW, whose first step is lr.
TEST(MuonTest, UpdatesAreAboutAsLargeAsThoseOfAdamW) {
  for (const auto& shape : {std::vector<std::int64_t>{64, 64}, {256, 64}, {64, 256}}) {
    torch::Tensor parameter = torch::zeros(shape).requires_grad_();
    Muon muon({{{"m", parameter, {}}, 1}}, {});
    parameter.mutable_grad() = random(shape, 2).to(torch::kFloat32);
    muon.step(1.0);
    EXPECT_NEAR(parameter.square().mean().sqrt().item<double>(), 0.2, 0.05);
  }
}

TEST(MuonTest, CopiesGiveTheirGradientAndFollow) {
  torch::Tensor parameter = random({4, 4}, 1).to(torch::kFloat32).requires_grad_();
  const torch::Tensor copy = parameter.detach().to(torch::kBFloat16).requires_grad_();
  const torch::Tensor before = parameter.detach().clone();
  Muon muon({{{"m", parameter, copy}, 1}}, {});
  muon.step(0.1);  // no gradient anywhere
  EXPECT_TRUE(parameter.equal(before));
  copy.mutable_grad() = torch::eye(4, torch::kBFloat16);
  muon.step(0.1);
  EXPECT_FALSE(parameter.equal(before));
  EXPECT_TRUE(copy.equal(parameter.to(torch::kBFloat16)));
}

TEST(MuonTest, StateGoesOnWhereItWasSaved) {
  const auto run = [](int save_at) {
    torch::Tensor parameter = random({4, 6}, 1).requires_grad_();
    auto muon = std::make_unique<Muon>(std::vector<MuonMatrix>{{{"m", parameter, {}}, 1}}, MuonOptions{});
    for (int step = 1; step <= 5; ++step) {
      parameter.mutable_grad() = random({4, 6}, static_cast<std::uint64_t>(step));
      muon->step(0.1);
      if (step != save_at) continue;
      NamedState saved = muon->state();
      for (auto& [name, tensor] : saved) tensor = tensor.clone();
      muon = std::make_unique<Muon>(std::vector<MuonMatrix>{{{"m", parameter, {}}, 1}}, MuonOptions{});
      EXPECT_TRUE(muon->load_state(saved).has_value());
    }
    return parameter.detach().clone();
  };
  EXPECT_TRUE(run(3).equal(run(-1)));
}

TEST(MuonTest, VectorsAreRefused) {
  EXPECT_THROW(Muon({{{"v", torch::zeros({4}), {}}, 1}}, {}), c10::Error);
  EXPECT_THROW(Muon({{{"m", torch::zeros({4, 3}), {}}, 3}}, {}), c10::Error);
}

}  // namespace
}  // namespace cloze
