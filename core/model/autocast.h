// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products in bfloat16 while weights stay in fp32.
#pragma once

#include <torch/torch.h>

namespace cloze {

/// Switches torch's autocast to bf16 for one kind of device on the current thread, and back when it goes out
/// of scope. The outermost guard also drops the bf16 copies of weights at its end, so that the next step sees
/// the updated ones: make one guard per optimizer step at most, around the forward pass and the loss, and
/// none around backward.
class AutocastGuard {
 public:
  AutocastGuard(torch::DeviceType device, bool enabled);
  ~AutocastGuard();
  AutocastGuard(const AutocastGuard&) = delete;
  AutocastGuard& operator=(const AutocastGuard&) = delete;

 private:
  torch::DeviceType device_;
  bool enabled_before_;
  torch::ScalarType type_before_;
};

}  // namespace cloze
