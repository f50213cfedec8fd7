// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/linear.h"

namespace cloze {

LinearImpl::LinearImpl(std::int64_t inputs, std::int64_t outputs, bool with_bias) {
  weight_OI = ProductWeight(register_parameter("weight", torch::zeros({outputs, inputs})));
  if (with_bias) bias_O = ProductWeight(register_parameter("bias", torch::zeros({outputs})));
}

}  // namespace cloze
