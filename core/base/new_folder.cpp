// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/new_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "core/base/file.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

Result<void> refuse_taken(const fs::path& target) {
  std::error_code error;
  const auto status = fs::status(target, error);
  if (!fs::exists(status)) return {};
  if (!fs::is_directory(status))
    return fail(ErrorCode::bad_input, fmt::format("'{}' is a file", target.string()),
                "name a folder that does not exist yet");
  const bool empty = fs::is_empty(target, error);
  if (error) return std::unexpected(io_error("cannot look into", target, error.value()));
  if (!empty)
    return fail(ErrorCode::bad_input, fmt::format("the folder '{}' is not empty", target.string()),
                "name a folder that does not exist yet, or empty this one");
  return {};
}

}  // namespace

Result<NewFolder> NewFolder::create(const fs::path& wanted) {
  std::error_code error;
  fs::path target = fs::absolute(wanted, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "out/" names the same folder as "out".
  if (error || !target.has_filename())
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' names no folder that could be made", wanted.string()));
  CLOZE_CHECK(refuse_taken(target));
  CLOZE_CHECK(make_folders(target.parent_path()));
  static std::atomic<unsigned> serial{0};
  fs::path path =
      target.parent_path() / fmt::format(".tmp-{}-{}-{}", target.filename().string(), ::getpid(), serial++);
  if (::mkdir(path.c_str(), 0755) != 0)
    return std::unexpected(io_error("cannot create the folder", path, errno));
  return NewFolder(std::move(target), std::move(path));
}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : target_(std::move(other.target_)), path_(std::exchange(other.path_, {})) {}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<void> NewFolder::publish() {
  CLOZE_CHECK(sync_folder(path_));
  // A folder takes the place of an empty one, and of no other.
  if (::rename(path_.c_str(), target_.c_str()) != 0) {
    const int error_number = errno;
    CLOZE_CHECK(refuse_taken(target_));
    return std::unexpected(io_error("cannot rename the finished folder to", target_, error_number));
  }
  path_.clear();
  return sync_folder(target_.parent_path());
}

}  // namespace cloze
