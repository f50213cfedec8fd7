// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adamw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace cloze {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct ToyImpl : torch::nn::Module {
  ToyImpl() {
    torch::manual_seed(1);
    matrix = register_parameter("matrix", torch::randn({3, 4}));
    vector = register_parameter("vector", torch::randn({5}));
    frozen = register_parameter("frozen", torch::randn({2, 2}), /*requires_grad=*/false);
  }
  torch::Tensor matrix, vector, frozen;
};
TORCH_MODULE(Toy);

OptimizerConfig config() {
  OptimizerConfig config;
  config.beta1 = 0.8;
  config.beta2 = 0.95;
  config.epsilon = 1e-6;
  config.weight_decay = 0.1;
  return config;
}

/// The formulas of adamw.h, one number at a time.
struct Reference {
  std::vector<double> p, m, v;
  double decay;
  int t = 0;

  void step(const torch::Tensor& gradient, double lr) {
    ++t;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double g = gradient.flatten()[static_cast<std::int64_t>(i)].item<double>();
      p[i] -= lr * decay * p[i];
      m[i] = 0.8 * m[i] + 0.2 * g;
      v[i] = 0.95 * v[i] + 0.05 * g * g;
      p[i] -= lr * m[i] / (1 - std::pow(0.8, t)) / (std::sqrt(v[i] / (1 - std::pow(0.95, t))) + 1e-6);
    }
  }
};

Reference reference_for(const torch::Tensor& parameter, double decay) {
  const torch::Tensor flat = parameter.detach().to(torch::kFloat64).flatten().contiguous();
  const std::vector<double> values(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
  return {values, std::vector<double>(values.size()), std::vector<double>(values.size()), decay};
}

double distance(const Reference& reference, const torch::Tensor& parameter) {
  const torch::Tensor flat = parameter.detach().to(torch::kFloat64).flatten();
  return (flat - torch::tensor(reference.p, torch::kFloat64)).abs().max().item<double>();
}

void give_gradients(Toy& toy, int step) {
  torch::NoGradGuard no_grad;
  at::Generator generator = at::detail::createCPUGenerator(static_cast<std::uint64_t>(step));
  for (torch::Tensor& parameter : toy->parameters())
    if (parameter.requires_grad())
      parameter.mutable_grad() = torch::empty_like(parameter).normal_(0, 1, generator);
}

AdamW make_adamw(const Toy& toy, const std::map<std::string, torch::Tensor>& copies = {}) {
  const OptimizerConfig chosen = config();
  return {parameter_groups(*toy, chosen.weight_decay, copies), {chosen.beta1, chosen.beta2, chosen.epsilon}};
}

TEST(AdamWTest, FollowsTheFormulas) {
  for (const auto type : {torch::kFloat64, torch::kFloat32}) {
    Toy toy;
    toy->to(type);
    AdamW optimizer = make_adamw(toy);
    Reference matrix = reference_for(toy->matrix, 0.1), vector = reference_for(toy->vector, 0.0);
    for (int step = 1; step <= 5; ++step) {
      give_gradients(toy, step);
      const double lr = 0.1 / step;
      matrix.step(toy->matrix.grad(), lr);
      vector.step(toy->vector.grad(), lr);
      optimizer.step(lr);
    }
    const double tolerance = type == torch::kFloat64 ? 1e-7 : 2e-6;  // the step number is fp32 in both
    EXPECT_LE(distance(matrix, toy->matrix), tolerance);
    EXPECT_LE(distance(vector, toy->vector), tolerance);
  }
}

TEST(AdamWTest, ZeroGradientsDecayMatricesOnly) {
  Toy toy;
  AdamW optimizer = make_adamw(toy);
  const torch::Tensor matrix = toy->matrix.detach().clone(), vector = toy->vector.detach().clone(),
                      frozen = toy->frozen.clone();
  give_gradients(toy, 1);
  toy->matrix.mutable_grad().zero_();
  toy->vector.mutable_grad().zero_();
  optimizer.step(0.5);
  EXPECT_TRUE(toy->matrix.allclose(matrix * (1 - 0.5 * 0.1)));
  EXPECT_TRUE(toy->vector.equal(vector));
  EXPECT_TRUE(toy->frozen.equal(frozen));
}

TEST(AdamWTest, ParametersWithoutGradientStayAsTheyAre) {
  Toy toy;
  AdamW optimizer = make_adamw(toy);
  const torch::Tensor vector = toy->vector.detach().clone();
  optimizer.step(0.5);  // none at all
  give_gradients(toy, 1);
  toy->vector.mutable_grad().reset();
  optimizer.step(0.5);
  EXPECT_TRUE(toy->vector.equal(vector));
  for (const auto& [name, tensor] : optimizer.state()) {
    if (name.ends_with(".step")) {
      EXPECT_EQ(tensor.item<float>(), name == "matrix.step" ? 1 : 0);
    }
  }
}

/// A gradient at the rounded copy counts like one at the parameter, and the copy follows.
TEST(AdamWTest, CopiesGiveTheirGradientAndFollow) {
  Toy plain, copied;
  const torch::Tensor copy = copied->matrix.detach().to(torch::kBFloat16).requires_grad_();
  AdamW a = make_adamw(plain), b = make_adamw(copied, {{"matrix", copy}});
  for (int step = 1; step <= 3; ++step) {
    give_gradients(plain, step);
    give_gradients(copied, step);
    const torch::Tensor rounded = plain->matrix.grad().to(torch::kBFloat16);
    plain->matrix.mutable_grad() = rounded.to(torch::kFloat32);
    copied->matrix.mutable_grad().reset();
    copy.mutable_grad() = rounded;
    a.step(0.1, 0.5);
    b.step(0.1, 0.5);
    EXPECT_TRUE(copied->matrix.allclose(plain->matrix, 1e-6, 1e-7));
    EXPECT_TRUE(copied->vector.equal(plain->vector));
    EXPECT_TRUE(copy.equal(copied->matrix.to(torch::kBFloat16)));
  }
}

TEST(AdamWTest, GradientsAreScaledFirst) {
  Toy scaled, halved;
  AdamW a = make_adamw(scaled), b = make_adamw(halved);
  give_gradients(scaled, 1);
  give_gradients(halved, 1);
  halved->matrix.mutable_grad().mul_(0.5);
  halved->vector.mutable_grad().mul_(0.5);
  a.step(0.1, 0.5);
  b.step(0.1);
  EXPECT_TRUE(scaled->matrix.equal(halved->matrix));
  EXPECT_TRUE(scaled->vector.equal(halved->vector));
}

std::vector<std::pair<std::string, torch::Tensor>> copy_of(const AdamW& optimizer) {
  auto state = optimizer.state();
  for (auto& [name, tensor] : state) tensor = tensor.clone();
  return state;
}

TEST(AdamWTest, StateGoesOnWhereItWasSaved) {
  Toy straight, first, second;
  AdamW a = make_adamw(straight), b = make_adamw(first), c = make_adamw(second);
  for (int step = 1; step <= 4; ++step) {
    give_gradients(straight, step);
    a.step(0.1);
    if (step <= 2) {
      give_gradients(first, step);
      b.step(0.1);
    }
  }
  const auto saved = copy_of(b);
  {
    torch::NoGradGuard no_grad;
    second->matrix.copy_(first->matrix);
    second->vector.copy_(first->vector);
  }
  ASSERT_TRUE(c.load_state(saved).has_value());
  for (int step = 3; step <= 4; ++step) {
    give_gradients(second, step);
    c.step(0.1);
  }
  EXPECT_TRUE(second->matrix.equal(straight->matrix));
  EXPECT_TRUE(second->vector.equal(straight->vector));
}

TEST(AdamWTest, StateIsNamedAfterTheParameters) {
  Toy toy;
  const AdamW optimizer = make_adamw(toy);
  std::vector<std::string> names;
  for (const auto& [name, tensor] : optimizer.state()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("matrix.exp_avg", "matrix.exp_avg_sq", "matrix.step", "vector.exp_avg",
                                 "vector.exp_avg_sq", "vector.step"));
}

TEST(AdamWTest, DamagedStateIsRefusedByNameAndChangesNothing) {
  Toy toy;
  AdamW optimizer = make_adamw(toy);
  give_gradients(toy, 1);
  optimizer.step(0.1);
  const auto before = copy_of(optimizer);
  const auto refused = [&](auto damage, const char* message) {
    auto state = copy_of(optimizer);
    for (auto& [name, tensor] : state) tensor = torch::full_like(tensor, 7);
    damage(state);
    const auto result = optimizer.load_state(state);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::damaged);
    EXPECT_THAT(result.error().message, HasSubstr(message));
    const auto after = optimizer.state();
    for (std::size_t i = 0; i < after.size(); ++i) EXPECT_TRUE(after[i].second.equal(before[i].second));
  };
  refused([](auto& state) { state.erase(state.begin() + 4); }, "lacks 'vector.exp_avg_sq'");
  refused([](auto& state) { state[3].second = torch::zeros({6}); },
          "'vector.exp_avg' has the shape [6] where the model needs [5]");
  refused([](auto& state) { state.emplace_back("ghost.step", torch::zeros({})); }, "'ghost.step'");
}

}  // namespace
}  // namespace cloze
