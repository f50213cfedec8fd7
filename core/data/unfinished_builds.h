// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset builds that stopped on the way and can go on: build_dataset() with the same request continues one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/data/dataset.h"

namespace cloze {

struct UnfinishedBuild {
  DatasetInfo info;  ///< Of the dataset to be; its counts are those of what is stored.
  double done = 0;   ///< Share of the corpus whose tokens are stored, 0 to 1.
  std::uint64_t disk_bytes = 0;
  bool running = false;  ///< A process is at it.
  std::filesystem::path folder;
};

/// What is left in a folder of datasets, by name; what cannot be gone on with is left out. Any thread.
std::vector<UnfinishedBuild> list_unfinished_builds(const std::filesystem::path& datasets_folder);

/// Removes one. bad_input while it runs, io when the system refuses.
Result<void> discard_unfinished_build(const UnfinishedBuild& build);

}  // namespace cloze
