// SPDX-License-Identifier: GPL-3.0-or-later
// The shards of a split as one stream. Internal to core/data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/manifest.h"

namespace cloze {

/// Maps those of the shards that are of the split. Checks sizes and counts; verify_content also checks every
/// id and hash.
Result<std::shared_ptr<const TokenStore>> open_token_store(const std::filesystem::path& folder,
                                                           std::span<const ShardEntry> shards, Split split,
                                                           std::int64_t vocabulary_size,
                                                           bool verify_content = false);

}  // namespace cloze
