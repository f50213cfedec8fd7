// SPDX-License-Identifier: GPL-3.0-or-later
// Which devices this machine has, and loading what they need. No torch in this header.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace cloze {

struct DeviceChoice {
  bool cuda = false;
  int index = 0;
  std::string name;  ///< "cpu", "cuda:0"
};

/// "auto" takes the first CUDA device when there is one, else the CPU; "cpu", "cuda", "cuda:1" as they say.
/// unavailable, with the reason, when CUDA is asked for and cannot be had; bad_input for another word.
Result<DeviceChoice> choose_device(const std::string& wanted);

/// "cpu" and every CUDA device.
std::vector<std::string> list_devices();

/// Human text: "CPU, 2 threads, bf16 in hardware", "NVIDIA H100".
std::string describe(const DeviceChoice& device);

/// Loads LibTorch's libraries into memory and makes a first small product; at once when done before. Any
/// thread.
void preload_engine();

/// Sets the number of threads of matrix products for the calling thread; 0 takes all cores. Returns the
/// number set.
int set_compute_threads(int threads);

/// Version of LibTorch, for the record of a run.
std::string engine_version();

}  // namespace cloze
