// SPDX-License-Identifier: GPL-3.0-or-later
// A matrix product with an optional bias. Unlike torch::nn::Linear it draws no random numbers when it is
// made: all weights start at 0 and initialize_weights fills them.
#pragma once

#include <cstdint>

#include "core/kernels/products.h"
#include "core/kernels/torch.h"
#include "core/model/product_weight.h"

namespace cloze {

class LinearImpl : public torch::nn::Module {
 public:
  LinearImpl(std::int64_t inputs, std::int64_t outputs, bool with_bias);

  /// [..., inputs] to [..., outputs], in the type of the products.
  torch::Tensor forward(const torch::Tensor& x) {
    return cloze::linear(x, weight_OI.product(), bias_O.product());
  }

  ProductWeight weight_OI;  ///< Registered as "weight".
  ProductWeight bias_O;     ///< Registered as "bias"; undefined without one.
};
TORCH_MODULE(Linear);

}  // namespace cloze
