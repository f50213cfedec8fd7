// SPDX-License-Identifier: GPL-3.0-or-later
// A folder that appears complete under its name or not at all.
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace cloze {

/// Made beside the target as .tmp-<name>-<pid>-<serial>, and removed with all it holds when destroyed unless
/// it was published.
class NewFolder {
 public:
  /// bad_input when target is a file, or a folder that holds something. Makes the folders above it.
  static Result<NewFolder> create(const std::filesystem::path& target);
  NewFolder(NewFolder&& other) noexcept;
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder();

  /// Where the files go until then. Their writers sync them.
  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& target() const { return target_; }

  /// Syncs the folder and renames it to the target. Fails, and touches nothing, when the target holds
  /// something by now.
  Result<void> publish();

 private:
  NewFolder(std::filesystem::path target, std::filesystem::path path)
      : target_(std::move(target)), path_(std::move(path)) {}

  std::filesystem::path target_;
  std::filesystem::path path_;  // Empty once published or moved from.
};

}  // namespace cloze
