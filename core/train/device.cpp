// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/device.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <torch/version.h>

#include <charconv>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/base/threads.h"
#include "core/kernels/torch.h"

namespace cloze {
namespace {

/// dlopen registers CUDA's kernels with the dispatcher; the program itself links the CPU library only.
bool load_cuda() {
  static const bool loaded = [] {
    // Without the driver the library would load in vain, which takes half a second.
    if (void* driver = ::dlopen("libcuda.so.1", RTLD_NOW); driver == nullptr) return false;
    return ::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr && torch::cuda::is_available();
  }();
  return loaded;
}

bool cpu_has(const std::string& flag) {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("flags")) return (line + " ").find(" " + flag + " ") != std::string::npos;
  return false;
}

}  // namespace

Result<DeviceChoice> choose_device(const std::string& wanted) {
  if (wanted == "cpu") return DeviceChoice{false, 0, "cpu"};
  if (wanted == "auto") {
    if (load_cuda()) return DeviceChoice{true, 0, "cuda:0"};
    return DeviceChoice{false, 0, "cpu"};
  }
  int index = 0;
  bool well_formed = wanted == "cuda";
  if (wanted.starts_with("cuda:")) {
    const auto [end, error] = std::from_chars(wanted.data() + 5, wanted.data() + wanted.size(), index);
    well_formed = error == std::errc{} && end == wanted.data() + wanted.size() && index >= 0;
  }
  if (!well_formed)
    return fail(ErrorCode::bad_input, fmt::format("there is no device '{}'", wanted),
                "it takes auto, cpu, cuda or cuda:N");
  if (!load_cuda())
    return fail(ErrorCode::unavailable, "CUDA cannot be used on this machine",
                "it needs an NVIDIA driver and the CUDA size of LibTorch: packaging/bootstrap.sh --cuda");
  if (index >= static_cast<int>(torch::cuda::device_count()))
    return fail(ErrorCode::unavailable, fmt::format("there is no {}: this machine has {} CUDA device(s)",
                                                    wanted, torch::cuda::device_count()));
  return DeviceChoice{true, index, fmt::format("cuda:{}", index)};
}

std::vector<std::string> list_devices() {
  std::vector<std::string> names{"cpu"};
  if (load_cuda())
    for (int i = 0; i < static_cast<int>(torch::cuda::device_count()); ++i)
      names.push_back(fmt::format("cuda:{}", i));
  return names;
}

std::string describe(const DeviceChoice& device) {
  if (device.cuda) return device.name;
  const char* bf16 = cpu_has("amx_bf16") ? ", AMX bf16" : cpu_has("avx512_bf16") ? ", AVX512 bf16" : "";
  return fmt::format("cpu, {} threads{}", at::get_num_threads(), bf16);
}

void preload_engine() {
  static std::once_flag once;
  std::call_once(once, [] { torch::mm(torch::ones({8, 8}), torch::ones({8, 8})); });
}

int set_compute_threads(int threads) {
  threads = thread_count(threads);
  at::set_num_threads(threads);
  return threads;
}

std::string engine_version() {
  return TORCH_VERSION;
}

}  // namespace cloze
