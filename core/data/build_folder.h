// SPDX-License-Identifier: GPL-3.0-or-later
// The folder a dataset is built in: beside the final one under a name nobody opens, renamed when complete.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace cloze {

/// Removed with all it holds when destroyed, unless it was published. While it lives the folder is locked
/// (flock), so that others can tell a build under way from one whose process is gone, whatever happened to
/// that process.
class BuildFolder {
 public:
  /// Makes parent/.tmp-<name>-<pid>-<serial>.
  static Result<BuildFolder> create(const std::filesystem::path& parent, const std::string& name);
  BuildFolder(BuildFolder&& other) noexcept;
  BuildFolder& operator=(BuildFolder&&) = delete;
  ~BuildFolder();

  const std::filesystem::path& path() const { return path_; }

  /// Syncs the folder and renames it to parent/name; what stood there goes. Files inside are synced by their
  /// writers.
  Result<void> publish();

  /// Removes the folders that builds of this name left behind in parent, where no process holds them any
  /// more.
  static void remove_abandoned(const std::filesystem::path& parent, const std::string& name);

 private:
  BuildFolder(std::filesystem::path parent, std::string name, std::filesystem::path path, int lock)
      : parent_(std::move(parent)), name_(std::move(name)), path_(std::move(path)), lock_(lock) {}

  std::filesystem::path parent_;
  std::string name_;
  std::filesystem::path path_;  // Empty once published or moved from.
  int lock_ = -1;
};

}  // namespace cloze
