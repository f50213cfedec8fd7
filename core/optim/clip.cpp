// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/clip.h"

#include <cmath>

namespace cloze {

double clip_gradients(const std::vector<torch::Tensor>& parameters, double clip_norm) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> gradients;
  for (const torch::Tensor& parameter : parameters)
    if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  if (gradients.empty()) return 0;
  const std::vector<torch::Tensor> norms = at::_foreach_norm(gradients, 2);
  const double norm = at::stack(norms).to(torch::kFloat64).norm().item<double>();
  if (clip_norm > 0 && std::isfinite(norm) && norm > clip_norm)
    at::_foreach_mul_(gradients, clip_norm / norm);
  return norm;
}

}  // namespace cloze
