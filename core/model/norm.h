// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters of a layer normalization (Ba, Kiros, Hinton 2016, equations 3 and 4) over the last axis,
// with or without a bias; residual_norm applies it.
#pragma once

#include <cstdint>

#include "core/kernels/torch.h"

namespace cloze {

class NormImpl : public torch::nn::Module {
 public:
  NormImpl(std::int64_t width, double epsilon, bool with_bias);

  double epsilon() const { return epsilon_; }

  torch::Tensor weight_D;  ///< Registered as "weight"; starts at 1.
  torch::Tensor bias_D;    ///< Registered as "bias"; starts at 0; undefined without one.

 private:
  double epsilon_;
};
TORCH_MODULE(Norm);

}  // namespace cloze
