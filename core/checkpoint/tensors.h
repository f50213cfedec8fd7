// SPDX-License-Identifier: GPL-3.0-or-later
// Torch tensors in safetensors files. Includes torch: engine .cpp files only.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/checkpoint/safetensors.h"
#include "core/kernels/torch.h"

namespace cloze {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Writes tensors of any device, copied to the CPU where they are not.
Result<void> write_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                           const TensorMetadata& metadata = {});

/// Bytes the tensors take, for the check of free space.
std::uintmax_t size_in_bytes(const NamedTensors& tensors);

/// All tensors of a file, as copies on the CPU.
Result<NamedTensors> read_tensors(const std::filesystem::path& path);

/// A shape as people write it: [2, 128].
std::string shape_text(torch::IntArrayRef shape);

}  // namespace cloze
