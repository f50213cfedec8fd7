// SPDX-License-Identifier: GPL-3.0-or-later
// A parameter that matrix products read. While products are in bf16 they read a rounded copy, made once per
// update and not once per use, and the gradient goes to that copy; the parameter itself stays in fp32.
#pragma once

#include "core/kernels/torch.h"

namespace cloze {

class ProductWeight {
 public:
  ProductWeight() = default;
  explicit ProductWeight(torch::Tensor parameter) : parameter_(std::move(parameter)) {}

  /// What products read: the copy while it is in use, the parameter otherwise. Undefined without a parameter.
  const torch::Tensor& product() const { return in_use_ ? copy_ : parameter_; }
  const torch::Tensor& parameter() const { return parameter_; }
  /// A leaf of type bf16 that requires a gradient; undefined before the first use_copy(true).
  const torch::Tensor& copy() const { return copy_; }

  void use_copy(bool use) {
    in_use_ = use && parameter_.defined();
    if (!in_use_) return;
    if (!copy_.defined() || copy_.device() != parameter_.device())
      copy_ = parameter_.detach().to(torch::kBFloat16).requires_grad_(parameter_.requires_grad());
    refresh();
  }
  /// To be called after the parameter has changed.
  void refresh() {
    if (!copy_.defined()) return;
    const torch::NoGradGuard no_grad;
    copy_.copy_(parameter_);
  }

 private:
  torch::Tensor parameter_, copy_;
  bool in_use_ = false;
};

}  // namespace cloze
