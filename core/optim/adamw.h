// SPDX-License-Identifier: GPL-3.0-or-later
// AdamW (Kingma and Ba 2015, algorithm 1, with the decoupled decay of Loshchilov and Hutter 2019, algorithm
// 2), one fused kernel per group on the CPU and on CUDA:
//   p -= lr * decay * p
//   m  = b1 * m + (1 - b1) * g;  v = b2 * v + (1 - b2) * g * g
//   p -= lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon)
#pragma once

#include <torch/torch.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/optim/parameter_groups.h"

namespace cloze {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
};

/// What zero_grad does with the gradients' memory.
enum class ZeroGrad {
  keep,     ///< Fill with 0; a pointer to a gradient stays valid.
  release,  ///< Drop; the next backward pass stores its result instead of adding to it, and a parameter that
            ///< took no part is skipped by the next step.
};

/// Not shared between threads. Holds the parameters by reference: they may move to another device or type
/// before the first step only.
class AdamW {
 public:
  AdamW(std::vector<ParameterGroup> groups, const AdamWOptions& options);
  /// parameter_groups(module, config.weight_decay) and the betas and epsilon of config.
  AdamW(const torch::nn::Module& module, const OptimizerConfig& config);

  /// One update with this learning rate. Parameters without a gradient stay as they are, and so does their
  /// state.
  void step(double learning_rate);
  void zero_grad(ZeroGrad how = ZeroGrad::release);

  /// All parameters, matrices first, for clip_gradients.
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }

  /// Three tensors per parameter: "NAME.exp_avg" and "NAME.exp_avg_sq", shaped like it, and "NAME.step", a
  /// single fp32 number. They share memory with the optimizer.
  std::vector<std::pair<std::string, torch::Tensor>> state() const;
  /// Copies a saved state in, from any device. Every tensor of state() must be there under its name with its
  /// shape, and nothing else may be; otherwise `damaged`, which names the tensor, and the state stays as it
  /// was.
  Result<void> load_state(std::span<const std::pair<std::string, torch::Tensor>> saved);

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, exp_avg, exp_avg_sq, step;
  };
  struct Group {
    std::vector<Slot> slots;
    double weight_decay;
  };
  std::vector<Group> groups_;
  std::vector<torch::Tensor> parameters_;
  AdamWOptions options_;
};

}  // namespace cloze
