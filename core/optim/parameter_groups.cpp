// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/parameter_groups.h"

namespace cloze {

bool Trained::has_gradient() const {
  return parameter.grad().defined() || (copy.defined() && copy.grad().defined());
}

torch::Tensor Trained::gradient() const {
  if (copy.defined() && copy.grad().defined()) {
    if (!parameter.grad().defined()) return copy.grad();
    gather_gradient();
  }
  return parameter.grad();
}

void Trained::gather_gradient() const {
  if (!copy.defined() || !copy.grad().defined()) return;
  const torch::NoGradGuard no_grad;
  torch::Tensor& sum = parameter.mutable_grad();
  if (sum.defined())
    sum.add_(copy.grad());
  else
    sum = copy.grad().to(parameter.scalar_type());
  copy.mutable_grad().reset();
}

std::vector<ParameterGroup> parameter_groups(const torch::nn::Module& module, double weight_decay,
                                             const std::map<std::string, torch::Tensor>& copies) {
  ParameterGroup matrices{.members = {}, .weight_decay = weight_decay}, vectors;
  for (const auto& parameter : module.named_parameters()) {
    if (!parameter.value().requires_grad()) continue;
    const auto copy = copies.find(parameter.key());
    (parameter.value().dim() >= 2 ? matrices : vectors)
        .members.push_back(
            {parameter.key(), parameter.value(), copy == copies.end() ? torch::Tensor() : copy->second});
  }
  std::vector<ParameterGroup> groups;
  for (ParameterGroup* group : {&matrices, &vectors})
    if (!group->members.empty()) groups.push_back(std::move(*group));
  return groups;
}

}  // namespace cloze
