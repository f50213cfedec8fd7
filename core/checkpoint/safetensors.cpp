// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "core/checkpoint/safetensors_header.h"

namespace cloze {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the format is little endian; bytes are copied as they are");

constexpr std::size_t length_bytes = 8, alignment = 8;

struct Plan {
  std::string head;                            ///< Length and header, padded.
  std::vector<const TensorToWrite*> in_order;  ///< As their bytes follow.
};

/// Where each tensor goes. Checks nothing.
Plan plan(std::span<const TensorToWrite> tensors, const TensorMetadata& metadata) {
  Plan made;
  for (const TensorToWrite& tensor : tensors) made.in_order.push_back(&tensor);
  std::ranges::stable_sort(made.in_order, std::greater{},
                           [](const TensorToWrite* tensor) { return bytes_per_element(tensor->type); });
  std::vector<std::pair<std::string_view, HeaderEntry>> entries;
  std::uint64_t offset = 0;
  for (const TensorToWrite* tensor : made.in_order) {
    entries.push_back({tensor->name, {tensor->type, tensor->shape, {offset, offset + tensor->bytes.size()}}});
    offset += tensor->bytes.size();
  }
  std::string json = safetensors_header_json(entries, metadata);
  json.append((alignment - json.size() % alignment) % alignment, ' ');
  const std::uint64_t length = json.size();
  made.head.resize(length_bytes);
  std::memcpy(made.head.data(), &length, length_bytes);
  made.head += json;
  return made;
}

std::unexpected<Error> damaged(std::string_view origin, const std::string& reason) {
  return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, reason), "fetch or save this file again");
}

}  // namespace

std::string_view to_string(DataType type) {
  switch (type) {
    case DataType::f64:
      return "F64";
    case DataType::i64:
      return "I64";
    case DataType::f32:
      return "F32";
    case DataType::i32:
      return "I32";
    case DataType::f16:
      return "F16";
    case DataType::bf16:
      return "BF16";
    case DataType::u8:
      return "U8";
  }
  return "?";
}

std::size_t bytes_per_element(DataType type) {
  switch (type) {
    case DataType::f64:
    case DataType::i64:
      return 8;
    case DataType::f32:
    case DataType::i32:
      return 4;
    case DataType::f16:
    case DataType::bf16:
      return 2;
    case DataType::u8:
      return 1;
  }
  return 1;
}

Result<void> write_safetensors(const std::filesystem::path& path, std::span<const TensorToWrite> tensors,
                               const TensorMetadata& metadata) {
  std::set<std::string_view> names;
  for (const TensorToWrite& tensor : tensors) {
    const auto refuse = [&](const std::string& reason) {
      return fail(ErrorCode::bad_input,
                  fmt::format("cannot write '{}': tensor '{}' {}", path.string(), tensor.name, reason));
    };
    if (tensor.name == "__metadata__") return refuse("has a name that the format keeps for itself");
    if (!names.insert(tensor.name).second) return refuse("is given twice");
    std::uint64_t bytes = bytes_per_element(tensor.type);
    for (const std::int64_t dimension : tensor.shape)
      if (dimension < 0 || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimension), &bytes))
        return refuse(fmt::format("has the impossible shape [{}]", fmt::join(tensor.shape, ", ")));
    if (bytes != tensor.bytes.size())
      return refuse(fmt::format("has {} bytes where {} [{}] takes {}", tensor.bytes.size(),
                                to_string(tensor.type), fmt::join(tensor.shape, ", "), bytes));
  }
  const Plan made = plan(tensors, metadata);
  if (made.head.size() - length_bytes > largest_safetensors_header)
    return fail(ErrorCode::bad_input, fmt::format("cannot write '{}': its header would be over {} bytes",
                                                  path.string(), largest_safetensors_header));
  std::vector<std::string_view> pieces{made.head};
  for (const TensorToWrite* tensor : made.in_order)
    pieces.emplace_back(reinterpret_cast<const char*>(tensor->bytes.data()), tensor->bytes.size());
  return write_file_synced(path, pieces);
}

std::uintmax_t safetensors_size(std::span<const TensorToWrite> tensors, const TensorMetadata& metadata) {
  std::uintmax_t bytes = plan(tensors, metadata).head.size();
  for (const TensorToWrite& tensor : tensors) bytes += tensor.bytes.size();
  return bytes;
}

Result<SafetensorsContent> parse_safetensors(std::span<const std::byte> bytes, std::string_view origin) {
  if (bytes.size() < length_bytes)
    return damaged(origin, fmt::format("has {} bytes, too few for a safetensors file", bytes.size()));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), length_bytes);
  if (length > largest_safetensors_header)
    return damaged(origin, fmt::format("claims a header of {} bytes, more than the {} allowed", length,
                                       largest_safetensors_header));
  if (length > bytes.size() - length_bytes)
    return damaged(
        origin, fmt::format("ends inside its header: {} bytes of {}", bytes.size() - length_bytes, length));
  const auto header_bytes = bytes.subspan(length_bytes, length);
  const auto data = bytes.subspan(length_bytes + length);
  const std::string_view json(reinterpret_cast<const char*>(header_bytes.data()), header_bytes.size());
  CLOZE_TRY(SafetensorsHeader header, parse_safetensors_header(json, origin));

  std::vector<std::pair<const std::string*, const HeaderEntry*>> in_order;
  for (const auto& [name, entry] : header.tensors) in_order.emplace_back(&name, &entry);
  std::ranges::sort(in_order, {}, [](const auto& item) { return item.second->offsets; });
  std::uint64_t covered = 0;
  for (const auto& [name, entry] : in_order) {
    const auto [begin, end] = entry->offsets;
    if (begin < covered)
      return damaged(origin, fmt::format("tensor '{}' begins at byte {}, inside another that ends at {}",
                                         *name, begin, covered));
    if (begin > covered)
      return damaged(
          origin, fmt::format("before tensor '{}' the bytes {} to {} belong to none", *name, covered, begin));
    if (end > data.size())
      return damaged(origin, fmt::format("tensor '{}' ends at byte {}, behind the end of the file at {}",
                                         *name, end, data.size()));
    covered = end;
  }
  if (covered != data.size())
    return damaged(origin, fmt::format("has {} bytes behind its last tensor", data.size() - covered));

  SafetensorsContent content;
  content.metadata = std::move(header.metadata);
  for (auto& [name, entry] : header.tensors) {
    const auto [begin, end] = entry.offsets;
    content.tensors.emplace(name,
                            TensorView{entry.type, std::move(entry.shape), data.subspan(begin, end - begin)});
  }
  return content;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path) {
  SafetensorsFile file;
  CLOZE_TRY(file.mapped_, MappedFile::open(path));
  CLOZE_TRY(SafetensorsContent content,
            parse_safetensors(file.mapped_.bytes(), fmt::format("'{}'", path.string())));
  file.tensors_ = std::move(content.tensors);
  file.metadata_ = std::move(content.metadata);
  return file;
}

const TensorView* SafetensorsFile::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

}  // namespace cloze
