// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adamw.h"

#include <map>

namespace cloze {

AdamW::AdamW(std::vector<ParameterGroup> groups, const AdamWOptions& options) : options_(options) {
  for (ParameterGroup& group : groups) {
    Group& mine = groups_.emplace_back(Group{{}, group.weight_decay});
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      const torch::Tensor parameter = group.parameters[i];
      const torch::Tensor plain = parameter.detach();
      mine.slots.push_back({group.names.at(i), parameter, torch::zeros_like(plain), torch::zeros_like(plain),
                            torch::zeros({}, plain.options().dtype(torch::kFloat32))});
      parameters_.push_back(parameter);
    }
  }
}

AdamW::AdamW(const torch::nn::Module& module, const OptimizerConfig& config)
    : AdamW(parameter_groups(module, config.weight_decay), {config.beta1, config.beta2, config.epsilon}) {}

void AdamW::step(double learning_rate) {
  torch::NoGradGuard no_grad;
  for (Group& group : groups_) {
    std::vector<torch::Tensor> parameters, gradients, exp_avgs, exp_avg_sqs, steps;
    for (Slot& slot : group.slots) {
      const torch::Tensor& gradient = slot.parameter.grad();
      if (!gradient.defined()) continue;
      parameters.push_back(slot.parameter);
      gradients.push_back(gradient);
      exp_avgs.push_back(slot.exp_avg);
      exp_avg_sqs.push_back(slot.exp_avg_sq);
      steps.push_back(slot.step);
    }
    if (parameters.empty()) continue;
    at::_foreach_add_(steps, 1);  // the kernel reads the number of this step
    at::_fused_adamw_(parameters, gradients, exp_avgs, exp_avg_sqs, {}, steps, learning_rate, options_.beta1,
                      options_.beta2, group.weight_decay, options_.epsilon, /*amsgrad=*/false,
                      /*maximize=*/false);
  }
}

void AdamW::zero_grad(ZeroGrad how) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> kept;
  for (torch::Tensor& parameter : parameters_) {
    torch::Tensor& gradient = parameter.mutable_grad();
    if (!gradient.defined()) continue;
    if (how == ZeroGrad::release)
      gradient.reset();
    else
      kept.push_back(gradient);
  }
  if (!kept.empty()) at::_foreach_zero_(kept);
}

std::vector<std::pair<std::string, torch::Tensor>> AdamW::state() const {
  std::vector<std::pair<std::string, torch::Tensor>> named;
  for (const Group& group : groups_)
    for (const Slot& slot : group.slots) {
      named.emplace_back(slot.name + ".exp_avg", slot.exp_avg);
      named.emplace_back(slot.name + ".exp_avg_sq", slot.exp_avg_sq);
      named.emplace_back(slot.name + ".step", slot.step);
    }
  return named;
}

Result<void> AdamW::load_state(std::span<const std::pair<std::string, torch::Tensor>> saved) {
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
  torch::NoGradGuard no_grad;
  for (auto& [to, from] : copies) to.copy_(from);
  return {};
}

}  // namespace cloze
