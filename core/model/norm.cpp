// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/norm.h"

namespace cloze {

NormImpl::NormImpl(std::int64_t width, double epsilon, bool with_bias) : epsilon_(epsilon) {
  weight_D = register_parameter("weight", torch::ones({width}));
  if (with_bias) bias_D = register_parameter("bias", torch::zeros({width}));
}

}  // namespace cloze
