// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON header of a safetensors file, read without building a tree: what a hostile header can make us keep
// is bounded by the limits here. Internal to core/checkpoint.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/checkpoint/safetensors.h"

namespace cloze {

inline constexpr std::uint64_t largest_safetensors_header = 100'000'000;
/// Far above what models have; they keep a header full of empty tensors or of text from filling the memory.
inline constexpr std::size_t most_tensors = 100'000, most_dimensions = 64, most_metadata = 10'000;
/// Bytes of a name or a metadata value as the header spells it.
inline constexpr std::size_t longest_header_text = 16'000'000;

struct HeaderEntry {
  DataType type = DataType::f32;
  std::vector<std::int64_t> shape;
  std::array<std::uint64_t, 2> offsets{};  ///< Begin and end, from the end of the header.
};

struct SafetensorsHeader {
  std::map<std::string, HeaderEntry> tensors;
  TensorMetadata metadata;
};

/// damaged, naming origin, tensor and reason. Checks each entry alone; how they lie together is the caller's
/// part.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, std::string_view origin);

/// The header's JSON for entries in this order, without padding.
std::string safetensors_header_json(const std::vector<std::pair<std::string_view, HeaderEntry>>& tensors,
                                    const TensorMetadata& metadata);

}  // namespace cloze
