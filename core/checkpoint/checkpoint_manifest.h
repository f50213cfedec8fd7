// SPDX-License-Identifier: GPL-3.0-or-later
// manifest.json of a checkpoint (layout in checkpoint_store.h). Internal to core/checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

inline constexpr std::string_view checkpoint_manifest_name = "manifest.json";
inline constexpr std::int64_t checkpoint_manifest_format = 1;

struct CheckpointManifestFile {
  std::uintmax_t size = 0;
  std::string sha256;
};

struct CheckpointManifest {
  std::int64_t step = 0;
  std::optional<double> held_out_loss;  ///< Finite.
  std::map<std::string, CheckpointManifestFile> files;
};

/// Whether a name can stand in a manifest: a plain file name that leads nowhere else.
bool is_checkpoint_file_name(std::string_view name);

std::string checkpoint_manifest_to_json(const CheckpointManifest& manifest);

/// damaged for any byte that differs from what checkpoint_manifest_to_json wrote, newer_version for a later
/// format.
Result<CheckpointManifest> checkpoint_manifest_from_json(std::string_view text, std::string_view origin);

/// From a checkpoint folder.
Result<CheckpointManifest> read_checkpoint_manifest(const std::filesystem::path& checkpoint);

}  // namespace cloze
