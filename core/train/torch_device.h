// SPDX-License-Identifier: GPL-3.0-or-later
// Includes torch: .cpp files of train only.
#pragma once

#include "core/kernels/torch.h"
#include "core/train/device.h"

namespace cloze {

inline torch::Device torch_device(const DeviceChoice& choice) {
  return choice.cuda ? torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(choice.index))
                     : torch::Device(torch::kCPU);
}

}  // namespace cloze
