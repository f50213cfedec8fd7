// SPDX-License-Identifier: GPL-3.0-or-later
// Makes one step of a training go wrong, through a weight that is bad for one step and then as it was.
#pragma once

#include <limits>
#include <string>

#include "core/base/sha256.h"
#include "core/kernels/torch.h"
#include "core/model/model_on_device.h"
#include "core/train/trainer.h"

namespace cloze::test {

/// Changes with any bit of any weight.
inline std::string weights_hash(Trainer& trainer) {
  std::string bytes;
  for (const auto& parameter : trainer.model()->model->named_parameters()) {
    const torch::Tensor value = parameter.value().detach().contiguous();
    bytes.append(static_cast<const char*>(value.data_ptr()), value.nbytes());
  }
  return sha256_hex(bytes);
}

class Poison {
 public:
  enum class Kind { nan, infinity, spike };
  explicit Poison(Kind kind) : kind_(kind) {}

  /// Between two steps: the next step is to be bad, or not. A restored model has no poison left in it.
  void set(Trainer& trainer, bool bad) {
    const torch::NoGradGuard no_grad;
    torch::Tensor weight = find(trainer);
    // A rollback has put the weight right meanwhile; then there is nothing to put back.
    if (poisoned_ && (weight == bad_).logical_or(weight.isnan()).all().item<bool>()) weight.copy_(good_);
    poisoned_ = bad;
    if (!bad) return;
    good_ = weight.clone();
    switch (kind_) {
      case Kind::nan:
        weight.fill_(std::numeric_limits<float>::quiet_NaN());
        break;
      case Kind::infinity:
        weight.fill_(std::numeric_limits<float>::infinity());
        break;
      case Kind::spike:
        weight.mul_(300);
        break;
    }
    bad_ = weight.clone();
  }

 private:
  /// A gain of the last normalization: it has no rounded copy, and every loss depends on it.
  static torch::Tensor find(Trainer& trainer) {
    torch::Tensor found;
    for (const auto& parameter : trainer.model()->model->named_parameters())
      if (parameter.value().dim() == 1 && parameter.key().find("norm") != std::string::npos &&
          parameter.key().ends_with("weight"))
        found = parameter.value();
    TORCH_CHECK(found.defined(), "the model has no normalization");
    return found;
  }

  const Kind kind_;
  bool poisoned_ = false;
  torch::Tensor good_, bad_;
};

}  // namespace cloze::test
