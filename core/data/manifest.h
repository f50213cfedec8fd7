// SPDX-License-Identifier: GPL-3.0-or-later
// dataset.json: what a dataset is, and size and hash of each of its shards. Written last, so a folder without
// it was never finished. Format version 1; strict in both directions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"

namespace cloze {

inline constexpr int dataset_format_version = 1;
inline constexpr const char* manifest_file = "dataset.json";
/// Folders of this beginning are builds under way, or abandoned ones.
inline constexpr const char* unfinished_prefix = ".tmp-";

/// "train", "held_out": in file names and in the manifest.
std::string_view split_name(Split split);

struct ShardEntry {
  std::string file;
  Split split = Split::train;
  std::uint64_t bytes = 0;
  std::string sha256{};
  std::uint64_t tokens = 0, sentences = 0, documents = 0;
  bool operator==(const ShardEntry&) const = default;
};

struct Manifest {
  DatasetInfo info;
  std::vector<ShardEntry> shards;  ///< Each split's in the order of its stream.
};

std::string manifest_to_json(const Manifest& manifest);

/// damaged, naming the key, for anything but what manifest_to_json() writes; newer_version for a newer
/// format.
Result<Manifest> manifest_from_json(std::string_view json, const std::filesystem::path& path);

/// Reads a dataset folder's manifest. not_found when there is no finished dataset.
Result<Manifest> read_manifest(const std::filesystem::path& folder);

}  // namespace cloze
