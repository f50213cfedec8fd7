// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/optimizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/kernels/tensors.h"
#include "core/optim/adamw.h"
#include "core/optim/muon.h"

namespace cloze {
namespace {

/// Several optimizers, each over its own parameters.
class Together final : public Optimizer {
 public:
  explicit Together(std::vector<std::unique_ptr<Optimizer>> parts)
      : Optimizer(all_of(parts)), parts_(std::move(parts)) {}

  void step(double learning_rate, double gradient_scale) override {
    for (const auto& part : parts_) part->step(learning_rate, gradient_scale);
  }
  NamedState state() const override {
    NamedState named;
    for (const auto& part : parts_)
      for (auto& one : part->state()) named.push_back(std::move(one));
    return named;
  }

 private:
  static std::vector<Trained> all_of(const std::vector<std::unique_ptr<Optimizer>>& parts) {
    std::vector<Trained> all;
    for (const auto& part : parts) all.insert(all.end(), part->trained().begin(), part->trained().end());
    return all;
  }

  std::vector<std::unique_ptr<Optimizer>> parts_;
};

double square_sum(const torch::Tensor& given) {
  const torch::Tensor x = given.contiguous();
  constexpr std::int64_t block = 65536;  // fixed, so that the sum does not depend on the threads
  const std::int64_t blocks = (x.numel() + block - 1) / block;
  std::vector<double> sums(static_cast<std::size_t>(blocks));
  with_type(x.scalar_type(), [&]<class T>(std::type_identity<T>) {
    const T* const numbers = data<T>(x);
    at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        sums[static_cast<std::size_t>(i)] =
            kernels<T>().square_sum(numbers, i * block, std::min(x.numel(), (i + 1) * block));
    });
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// On other devices: one transfer for all.
double square_sum_elsewhere(const std::vector<torch::Tensor>& gradients) {
  if (gradients.empty()) return 0;
  std::vector<torch::Tensor> wide;
  for (const torch::Tensor& gradient : gradients) wide.push_back(gradient.to(torch::kFloat32));
  const torch::Tensor norms = at::stack(at::_foreach_norm(wide, 2)).to(torch::kFloat64);
  return norms.square().sum().item<double>();
}

}  // namespace

double clip_scale(double norm, double clip_norm) {
  return clip_norm > 0 && std::isfinite(norm) && norm > clip_norm ? clip_norm / norm : 1;
}

void Optimizer::zero_grad() {
  for (Trained& one : trained_) {
    one.parameter.mutable_grad().reset();
    if (one.copy.defined()) one.copy.mutable_grad().reset();
  }
}

void Optimizer::gather_gradients() {
  for (const Trained& one : trained_) one.gather_gradient();
}

double Optimizer::gradient_norm() const {
  double sum = 0;
  std::vector<torch::Tensor> elsewhere;
  for (const Trained& one : trained_) {
    const torch::Tensor gradient = one.gradient();
    if (!gradient.defined()) continue;
    if (has_kernels(gradient))
      sum += square_sum(gradient);
    else
      elsewhere.push_back(gradient);
  }
  return std::sqrt(sum + square_sum_elsewhere(elsewhere));
}

Result<void> Optimizer::load_state(std::span<const std::pair<std::string, torch::Tensor>> saved) {
  static constexpr auto hint = "The checkpoint belongs to another model or is damaged; choose another one";
  std::map<std::string, torch::Tensor> by_name(saved.begin(), saved.end());
  std::vector<std::pair<torch::Tensor, torch::Tensor>> copies;  // to, from
  for (auto& [name, mine] : state()) {
    const auto found = by_name.find(name);
    if (found == by_name.end() || !found->second.defined())
      return fail(ErrorCode::damaged, c10::str("optimizer state lacks '", name, "'"), hint);
    if (found->second.sizes() != mine.sizes())
      return fail(ErrorCode::damaged,
                  c10::str("optimizer state '", name, "' has the shape ", found->second.sizes(),
                           " where the model needs ", mine.sizes()),
                  hint);
    copies.emplace_back(mine, found->second);
    by_name.erase(found);
  }
  if (!by_name.empty())
    return fail(
        ErrorCode::damaged,
        c10::str("optimizer state holds '", by_name.begin()->first, "', which the model does not have"),
        hint);
  const torch::NoGradGuard no_grad;
  for (auto& [to, from] : copies) to.copy_(from);
  return {};
}

std::unique_ptr<Optimizer> make_optimizer(const torch::nn::Module& module, const OptimizerConfig& config,
                                          const HiddenMatrices& hidden,
                                          const std::map<std::string, torch::Tensor>& copies) {
  std::vector<ParameterGroup> others = parameter_groups(module, config.weight_decay, copies);
  const AdamWOptions adamw{config.beta1, config.beta2, config.epsilon};
  if (config.kind == OptimizerKind::adamw) return std::make_unique<AdamW>(std::move(others), adamw);
  std::vector<MuonMatrix> matrices;
  for (ParameterGroup& group : others)
    std::erase_if(group.members, [&](const Trained& one) {
      const auto found = hidden.find(one.name);
      if (found != hidden.end()) matrices.push_back({one, found->second});
      return found != hidden.end();
    });
  std::vector<std::unique_ptr<Optimizer>> parts;
  parts.push_back(std::make_unique<Muon>(
      std::move(matrices),
      MuonOptions{.momentum = config.muon_momentum,
                  .weight_decay = config.weight_decay,
                  .precision = config.precision == Precision::bf16 ? torch::kBFloat16 : torch::kFloat32}));
  parts.push_back(std::make_unique<AdamW>(std::move(others), adamw));
  return std::make_unique<Together>(std::move(parts));
}

}  // namespace cloze
