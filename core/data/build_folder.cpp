// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/build_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <system_error>
#include <thread>
#include <utility>

#include "core/base/file.h"
#include "core/data/manifest.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

/// A path in parent that no other build of this process or another one uses.
fs::path fresh_path(const fs::path& parent, const std::string& name) {
  static std::atomic<unsigned> serial{0};
  return parent / fmt::format("{}{}-{}-{}", unfinished_prefix, name, ::getpid(), serial++);
}

enum class Lock { ours, held_by_another, not_possible };

/// Opens and locks a folder. fd is to be closed by the caller whenever it is not -1.
Lock lock_folder(const fs::path& path, int& fd) {
  fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // When it is gone, another build took it for abandoned.
  if (fd < 0) return errno == ENOENT ? Lock::held_by_another : Lock::not_possible;
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? Lock::held_by_another : Lock::not_possible;
  struct stat status {};
  return ::fstat(fd, &status) == 0 && status.st_nlink > 0 ? Lock::ours : Lock::held_by_another;
}

/// Those whose dataset has this name; all of them when it is empty. Sorted.
std::vector<fs::path> unfinished_folders(const fs::path& parent, const std::string& name) {
  const std::string prefix = unfinished_prefix + (name.empty() ? "" : name + "-");
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error))
    if (entry.path().filename().string().starts_with(prefix)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

Result<BuildFolder> BuildFolder::take_over_or_create(const fs::path& parent, const std::string& name,
                                                     const std::function<bool(const fs::path&)>& usable) {
  for (const fs::path& path : unfinished_folders(parent, name)) {
    int fd = -1;
    Lock lock = Lock::held_by_another;
    for (int attempt = 0; attempt < 5 && lock == Lock::held_by_another; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      lock = lock_folder(path, fd);
      if (lock != Lock::ours && fd >= 0) ::close(std::exchange(fd, -1));
    }
    if (lock != Lock::ours) continue;
    BuildFolder taken(parent, name, path, fd);
    if (usable(path)) return taken;
    taken.keep();  // What it is worth is for others to say.
  }
  return create(parent, name);
}

Result<BuildFolder> BuildFolder::create(const fs::path& parent, const std::string& name) {
  // Between the making and the locking another build may take the folder for an abandoned one: then make
  // another.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const fs::path path = fresh_path(parent, name);
    if (::mkdir(path.c_str(), 0755) != 0) {
      if (errno == EEXIST) continue;
      return std::unexpected(io_error("cannot create the folder", path, errno));
    }
    int fd = -1;
    // On a file system without locks the build goes on; nobody can lock its folder to remove it, so it is
    // safe too.
    if (lock_folder(path, fd) != Lock::held_by_another) return BuildFolder(parent, name, path, fd);
    if (fd >= 0) ::close(fd);
  }
  return fail(ErrorCode::io, fmt::format("every new folder in '{}' was taken away at once", parent.string()),
              "see whether another program clears that folder");
}

BuildFolder::BuildFolder(BuildFolder&& other) noexcept
    : parent_(std::move(other.parent_)),
      name_(std::move(other.name_)),
      path_(std::exchange(other.path_, {})),
      lock_(std::exchange(other.lock_, -1)),
      keep_(other.keep_) {}

BuildFolder::~BuildFolder() {
  std::error_code ignored;
  if (!path_.empty() && !keep_) fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

Result<void> BuildFolder::publish() {
  CLOZE_CHECK(sync_folder(path_));
  const fs::path target = parent_ / name_;
  // A folder cannot be renamed over one that holds files, so the old one steps aside first. A crash in
  // between leaves two folders that nobody opens, and the dataset is built again: it was about to be replaced
  // anyway.
  const fs::path aside = fresh_path(parent_, name_);
  const bool replaces = ::rename(target.c_str(), aside.c_str()) == 0;
  if (::rename(path_.c_str(), target.c_str()) != 0) {
    const int error_number = errno;
    if (replaces) ::rename(aside.c_str(), target.c_str());
    return std::unexpected(io_error("cannot rename the finished folder to", target, error_number));
  }
  path_.clear();
  std::error_code ignored;
  if (replaces) fs::remove_all(aside, ignored);
  return sync_folder(parent_);
}

std::vector<BuildFolder::Left> BuildFolder::list(const fs::path& parent) {
  std::vector<Left> found;
  for (const fs::path& path : unfinished_folders(parent, "")) {
    int fd = -1;
    const Lock lock = lock_folder(path, fd);
    if (fd >= 0) ::close(fd);
    std::error_code error;
    if (fs::exists(path, error)) found.push_back({path, lock == Lock::held_by_another});
  }
  return found;
}

void BuildFolder::remove_abandoned(const fs::path& parent,
                                   const std::function<bool(const fs::path&)>& worthless) {
  for (const fs::path& path : unfinished_folders(parent, "")) {
    int fd = -1;
    std::error_code error;
    if (lock_folder(path, fd) == Lock::ours && worthless(path)) fs::remove_all(path, error);
    if (fd >= 0) ::close(fd);
  }
}

}  // namespace cloze
