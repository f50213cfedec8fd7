// SPDX-License-Identifier: GPL-3.0-or-later
// AdamW (Kingma and Ba 2015, algorithm 1, with the decoupled decay of Loshchilov and Hutter 2019, algorithm
// 2), in one pass over memory on the CPU and on CUDA:
//   p -= lr * decay * p
//   m  = b1 * m + (1 - b1) * g;  v = b2 * v + (1 - b2) * g * g
//   p -= lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon)
#pragma once

#include <string>
#include <vector>

#include "core/config/recipe.h"
#include "core/kernels/torch.h"
#include "core/optim/optimizer.h"
#include "core/optim/parameter_groups.h"

namespace cloze {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-8;
};

class AdamW final : public Optimizer {
 public:
  AdamW(std::vector<ParameterGroup> groups, const AdamWOptions& options);

  void step(double learning_rate, double gradient_scale = 1) override;
  /// Three tensors per parameter: "NAME.exp_avg" and "NAME.exp_avg_sq", shaped like it, and "NAME.step", a
  /// single fp32 number.
  NamedState state() const override;

 private:
  struct Slot {
    Trained trained;
    torch::Tensor exp_avg, exp_avg_sq, step;
    double weight_decay;
  };
  void step_with_kernels(Slot& slot, const torch::Tensor& gradient, double learning_rate,
                         double gradient_scale) const;
  /// All slots that are not on the CPU, one call for each weight decay.
  void step_elsewhere(const std::vector<Slot*>& slots, double learning_rate, double gradient_scale) const;

  std::vector<Slot> slots_;
  AdamWOptions options_;
};

}  // namespace cloze
