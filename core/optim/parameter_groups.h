// SPDX-License-Identifier: GPL-3.0-or-later
// Which parameters are treated alike by an optimizer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/kernels/torch.h"

namespace cloze {

/// A parameter and, where matrix products read a rounded copy of it, that copy (bf16; undefined: none). The
/// gradient may lie at the parameter, at the copy, or in parts at both.
struct Trained {
  std::string name;  ///< As in named_parameters().
  torch::Tensor parameter, copy;

  bool has_gradient() const;
  /// The whole gradient, in the parameter's type or in bf16; undefined for none. Adds the part at the copy to
  /// the one at the parameter where there are both.
  torch::Tensor gradient() const;
  /// Moves the part at the copy to the parameter, in the parameter's type, where further passes add to it.
  void gather_gradient() const;
};

struct ParameterGroup {
  std::vector<Trained> members;
  double weight_decay = 0;
};

/// Two groups in the order of named_parameters(): matrices and tables (two axes or more), which decay, and
/// vectors (biases, norms), which do not. Parameters that need no gradient are left out. An empty group is
/// left out. copies: by the names of their parameters.
std::vector<ParameterGroup> parameter_groups(const torch::nn::Module& module, double weight_decay,
                                             const std::map<std::string, torch::Tensor>& copies = {});

}  // namespace cloze
