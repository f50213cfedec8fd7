// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/parameter_groups.h"

namespace cloze {

std::vector<ParameterGroup> parameter_groups(const torch::nn::Module& module, double weight_decay) {
  ParameterGroup matrices{.names = {}, .parameters = {}, .weight_decay = weight_decay}, vectors;
  for (const auto& parameter : module.named_parameters()) {
    if (!parameter.value().requires_grad()) continue;
    ParameterGroup& group = parameter.value().dim() >= 2 ? matrices : vectors;
    group.names.push_back(parameter.key());
    group.parameters.push_back(parameter.value());
  }
  std::vector<ParameterGroup> groups;
  for (ParameterGroup* group : {&matrices, &vectors})
    if (!group->parameters.empty()) groups.push_back(std::move(*group));
  return groups;
}

}  // namespace cloze
