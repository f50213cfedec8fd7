// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "core/base/file.h"

namespace cloze {
namespace {

constexpr std::size_t buffer_bytes = 1 << 20;

Error taken(const std::filesystem::path& path) {
  return Error{ErrorCode::bad_input, fmt::format("'{}' is there already", path.string()),
               "name another file, or remove it first"};
}

/// Renames, but replaces nothing. False with errno set.
bool rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system without that flag: a moment is left in which another process could come between.
  struct stat status {};
  if (::lstat(to.c_str(), &status) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::rename(from.c_str(), to.c_str()) == 0;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

}  // namespace

Result<FileWriter> FileWriter::create(const std::filesystem::path& path) {
  static std::atomic<unsigned> serial{0};
  if (!path.has_filename())
    return fail(ErrorCode::bad_input, fmt::format("'{}' names no file", path.string()), "add a file name");
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) return std::unexpected(taken(path));
  CLOZE_CHECK(make_folders(folder_of(path)));
  std::filesystem::path temporary =
      path.parent_path() / fmt::format(".tmp-{}-{}-{}", path.filename().string(), ::getpid(), serial++);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return std::unexpected(io_error("cannot create", path, errno));
  return FileWriter(path, std::move(temporary), std::move(file));
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      buffer_(std::move(other.buffer_)) {}

FileWriter::~FileWriter() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> FileWriter::flush() {
  if (!write_bytes(file_.get(), buffer_)) return std::unexpected(io_error("cannot write", path_, errno));
  buffer_.clear();
  return {};
}

Result<void> FileWriter::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < buffer_bytes ? Result<void>{} : flush();
}

Result<void> FileWriter::rewrite_beginning(std::string_view bytes) {
  CLOZE_CHECK(flush());
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written =
        ::pwrite(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return std::unexpected(io_error("cannot write", path_, errno));
    done += static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> FileWriter::publish() {
  CLOZE_CHECK(flush());
  if (::fsync(file_.get()) != 0) return std::unexpected(io_error("cannot sync", path_, errno));
  if (!rename_to_new(temporary_, path_))
    return std::unexpected(errno == EEXIST ? taken(path_) : io_error("cannot create", path_, errno));
  temporary_.clear();
  return sync_folder(folder_of(path_));
}

}  // namespace cloze
