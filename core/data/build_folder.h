// SPDX-License-Identifier: GPL-3.0-or-later
// The folder a dataset is built in: beside the final one under a name nobody opens, renamed when complete.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace cloze {

/// Removed with all it holds when destroyed, unless it was published or is to stay. While it lives the folder
/// is locked (flock), so that others can tell a build under way from one whose process is gone, whatever
/// happened to that process.
class BuildFolder {
 public:
  /// Makes parent/.tmp-<name>-<pid>-<serial>.
  static Result<BuildFolder> create(const std::filesystem::path& parent, const std::string& name);
  /// A folder of this name that a build left and no process holds, the first for which usable() is true; else
  /// a new one. Waits a quarter of a second for one that is held: who only looks holds it for an instant.
  static Result<BuildFolder> take_over_or_create(
      const std::filesystem::path& parent, const std::string& name,
      const std::function<bool(const std::filesystem::path&)>& usable);
  BuildFolder(BuildFolder&& other) noexcept;
  BuildFolder& operator=(BuildFolder&&) = delete;
  ~BuildFolder();

  const std::filesystem::path& path() const { return path_; }

  /// It stays when this object goes, for a build that goes on with it.
  void keep() { keep_ = true; }

  /// Syncs the folder and renames it to parent/name; what stood there goes. Files inside are synced by their
  /// writers.
  Result<void> publish();

  /// Folders that builds left or are working in.
  struct Left {
    std::filesystem::path path;
    bool held = false;  ///< By a process that builds.
  };
  static std::vector<Left> list(const std::filesystem::path& parent);
  /// Removes the folders that no process holds and for which worthless() is true.
  static void remove_abandoned(const std::filesystem::path& parent,
                               const std::function<bool(const std::filesystem::path&)>& worthless);

 private:
  BuildFolder(std::filesystem::path parent, std::string name, std::filesystem::path path, int lock)
      : parent_(std::move(parent)), name_(std::move(name)), path_(std::move(path)), lock_(lock) {}

  std::filesystem::path parent_;
  std::string name_;
  std::filesystem::path path_;  // Empty once published or moved from.
  int lock_ = -1;
  bool keep_ = false;
};

}  // namespace cloze
