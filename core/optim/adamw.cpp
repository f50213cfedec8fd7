// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adamw.h"

#include <cmath>
#include <map>

#include "core/kernels/tensors.h"

namespace cloze {
namespace {

std::vector<Trained> all_of(const std::vector<ParameterGroup>& groups) {
  std::vector<Trained> all;
  for (const ParameterGroup& group : groups)
    all.insert(all.end(), group.members.begin(), group.members.end());
  return all;
}

}  // namespace

AdamW::AdamW(std::vector<ParameterGroup> groups, const AdamWOptions& options)
    : Optimizer(all_of(groups)), options_(options) {
  for (const ParameterGroup& group : groups)
    for (const Trained& member : group.members) {
      const torch::Tensor plain = member.parameter.detach();
      slots_.push_back({member, torch::zeros_like(plain), torch::zeros_like(plain),
                        torch::zeros({}, plain.options().dtype(torch::kFloat32)), group.weight_decay});
    }
}

void AdamW::step(double learning_rate, double gradient_scale) {
  const torch::NoGradGuard no_grad;
  std::vector<Slot*> elsewhere;
  for (Slot& slot : slots_) {
    if (!slot.trained.has_gradient()) continue;
    slot.step.add_(1);
    if (has_kernels(slot.trained.parameter))
      step_with_kernels(slot, slot.trained.gradient().contiguous(), learning_rate, gradient_scale);
    else
      elsewhere.push_back(&slot);
  }
  step_elsewhere(elsewhere, learning_rate, gradient_scale);
}

void AdamW::step_with_kernels(Slot& slot, const torch::Tensor& gradient, double learning_rate,
                              double gradient_scale) const {
  const double t = slot.step.item<double>();
  with_type(gradient.scalar_type(), [&]<class T>(std::type_identity<T>) {
    using W = Wide<T>;
    const AdamWUpdate<T> update{
        .parameter = data<W>(slot.trained.parameter),
        .exp_avg = data<W>(slot.exp_avg),
        .exp_avg_sq = data<W>(slot.exp_avg_sq),
        .gradient = data<T>(gradient),
        .copy = data<Bf16>(slot.trained.copy),
        .gradient_scale = static_cast<W>(gradient_scale),
        .learning_rate = static_cast<W>(learning_rate),
        .weight_decay = static_cast<W>(slot.weight_decay),
        .beta1 = static_cast<W>(options_.beta1),
        .beta2 = static_cast<W>(options_.beta2),
        .epsilon = static_cast<W>(options_.epsilon),
        .correction1 = static_cast<W>(1 - std::pow(options_.beta1, t)),
        .root_correction2 = static_cast<W>(std::sqrt(1 - std::pow(options_.beta2, t))),
    };
    over_rows(gradient.numel(), 1,
              [&](std::int64_t begin, std::int64_t end) { kernels<T>().adamw(update, begin, end); });
  });
}

void AdamW::step_elsewhere(const std::vector<Slot*>& slots, double learning_rate,
                           double gradient_scale) const {
  std::map<double, std::vector<Slot*>> by_decay;
  for (Slot* slot : slots) by_decay[slot->weight_decay].push_back(slot);
  for (const auto& [decay, alike] : by_decay) {
    std::vector<torch::Tensor> parameters, gradients, exp_avgs, exp_avg_sqs, steps;
    for (Slot* slot : alike) {
      parameters.push_back(slot->trained.parameter);
      gradients.push_back(slot->trained.gradient().to(slot->trained.parameter.scalar_type()));
      exp_avgs.push_back(slot->exp_avg);
      exp_avg_sqs.push_back(slot->exp_avg_sq);
      steps.push_back(slot->step);
    }
    if (gradient_scale != 1) at::_foreach_mul_(gradients, gradient_scale);
    at::_fused_adamw_(parameters, gradients, exp_avgs, exp_avg_sqs, {}, steps, learning_rate, options_.beta1,
                      options_.beta2, decay, options_.epsilon, /*amsgrad=*/false, /*maximize=*/false);
    for (Slot* slot : alike)
      if (slot->trained.copy.defined()) slot->trained.copy.copy_(slot->trained.parameter);
  }
}

NamedState AdamW::state() const {
  NamedState named;
  for (const Slot& slot : slots_) {
    named.emplace_back(slot.trained.name + ".exp_avg", slot.exp_avg);
    named.emplace_back(slot.trained.name + ".exp_avg_sq", slot.exp_avg_sq);
    named.emplace_back(slot.trained.name + ".step", slot.step);
  }
  return named;
}

}  // namespace cloze
