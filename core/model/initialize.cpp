// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/initialize.h"

namespace cloze {

void initialize_weights(torch::nn::Module& module, double std, std::int64_t seed) {
  torch::NoGradGuard no_grad;
  at::Generator generator = at::detail::createCPUGenerator(static_cast<std::uint64_t>(seed));
  for (auto& parameter : module.named_parameters())
    if (parameter.value().dim() >= 2) parameter.value().normal_(0.0, std, generator);
}

}  // namespace cloze
