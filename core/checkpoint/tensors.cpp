// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>

namespace cloze {
namespace {

struct TypePair {
  torch::ScalarType torch_type;
  DataType file_type;
};

constexpr TypePair types[] = {
    {torch::kFloat64, DataType::f64}, {torch::kInt64, DataType::i64},   {torch::kFloat32, DataType::f32},
    {torch::kInt32, DataType::i32},   {torch::kFloat16, DataType::f16}, {torch::kBFloat16, DataType::bf16},
    {torch::kUInt8, DataType::u8},
};

}  // namespace

Result<void> write_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                           const TensorMetadata& metadata) {
  std::vector<torch::Tensor> held;  // Keeps the copies alive until they are written.
  std::vector<TensorToWrite> parts;
  for (const auto& [name, tensor] : tensors) {
    const TypePair* type = std::ranges::find(types, tensor.scalar_type(), &TypePair::torch_type);
    if (type == std::end(types))
      return fail(ErrorCode::internal,
                  fmt::format("tensor '{}' has a type that safetensors does not know", name));
    held.push_back(tensor.detach().to(torch::kCPU).contiguous());
    const torch::Tensor& flat = held.back();
    parts.push_back({name,
                     type->file_type,
                     flat.sizes().vec(),
                     {static_cast<const std::byte*>(flat.const_data_ptr()), flat.nbytes()}});
  }
  return write_safetensors(path, parts, metadata);
}

std::uintmax_t size_in_bytes(const NamedTensors& tensors) {
  std::uintmax_t bytes = 0;
  for (const auto& [name, tensor] : tensors) bytes += tensor.nbytes() + name.size() + 128;
  return bytes;
}

Result<NamedTensors> read_tensors(const std::filesystem::path& path) {
  CLOZE_TRY(const SafetensorsFile file, SafetensorsFile::open(path));
  NamedTensors tensors;
  for (const auto& [name, view] : file.tensors()) {
    const TypePair* type = std::ranges::find(types, view.type, &TypePair::file_type);
    torch::Tensor tensor = torch::empty(view.shape, type->torch_type);
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    tensors.emplace_back(name, std::move(tensor));
  }
  return tensors;
}

std::string shape_text(torch::IntArrayRef shape) {
  return fmt::format("[{}]", fmt::join(shape.begin(), shape.end(), ", "));
}

}  // namespace cloze
