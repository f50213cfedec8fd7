// SPDX-License-Identifier: GPL-3.0-or-later
// Which parameters are treated alike by an optimizer.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace cloze {

struct ParameterGroup {
  std::vector<std::string> names;  ///< As in named_parameters().
  std::vector<torch::Tensor> parameters;
  double weight_decay = 0;
};

/// Two groups in the order of named_parameters(): matrices and tables (two axes or more), which decay, and
/// vectors (biases, norms), which do not. Parameters that need no gradient are left out. An empty group is
/// left out.
std::vector<ParameterGroup> parameter_groups(const torch::nn::Module& module, double weight_decay);

}  // namespace cloze
