// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/descriptor.h"

namespace cloze {
namespace {

Result<void> write_all(int fd, std::string_view content, const std::filesystem::path& path) {
  if (!write_bytes(fd, content)) return std::unexpected(io_error("cannot write", path, errno));
  return {};
}

/// What stands at a path in place of a file.
const char* kind_name(mode_t mode) {
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "something else";
}

/// Opens a regular file. Without waiting: opening a pipe would, until somebody writes to it.
Result<int> open_regular(const std::filesystem::path& path, struct stat& status) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    // A socket cannot be opened at all, and says so in a way that helps nobody.
    if (errno == ENXIO)
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}' is a socket or a device, not a file", path.string()),
                  "give a regular file");
    return std::unexpected(io_error("cannot open", path, errno));
  }
  Descriptor file(fd);
  if (::fstat(fd, &status) != 0) return std::unexpected(io_error("cannot read", path, errno));
  if (S_ISDIR(status.st_mode)) return std::unexpected(io_error("cannot read", path, EISDIR));
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' is {}, not a file", path.string(), kind_name(status.st_mode)),
                "give a regular file");
  return file.release();
}

}  // namespace

Error io_error(const std::string& what, const std::filesystem::path& path, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  std::string hint;
  if (full) hint = "free some space on this disk and try again";
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS)
    hint = "check the permissions, or choose another folder";
  return Error{error_number == ENOENT ? ErrorCode::not_found
               : full                 ? ErrorCode::disk_full
                                      : ErrorCode::io,
               fmt::format("{} '{}': {}", what, path.string(), std::generic_category().message(error_number)),
               hint};
}

Result<void> write_file_synced(const std::filesystem::path& path, std::string_view content) {
  return write_file_synced(path, std::span(&content, 1));
}

Result<void> write_file_synced(const std::filesystem::path& path, std::span<const std::string_view> pieces) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return std::unexpected(io_error("cannot create", path, errno));
  for (const std::string_view piece : pieces) CLOZE_CHECK(write_all(file.get(), piece, path));
  if (::fsync(file.get()) != 0) return std::unexpected(io_error("cannot sync", path, errno));
  return {};
}

Result<void> sync_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return std::unexpected(io_error("cannot open", path, errno));
  if (::fsync(file.get()) != 0) return std::unexpected(io_error("cannot sync", path, errno));
  return {};
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  static std::atomic<unsigned> serial{0};
  std::filesystem::path temporary = path;
  temporary += fmt::format(".tmp-{}-{}", ::getpid(), serial++);
  if (auto written = write_file_synced(temporary, content); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(temporary.c_str());
    return std::unexpected(io_error("cannot replace", path, error_number));
  }
  return sync_folder(path.has_parent_path() ? path.parent_path() : ".");
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  CLOZE_TRY(FileReader file, FileReader::open(path));
  const auto too_large = [&](std::uintmax_t bytes) {
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' has {} bytes, more than the {} expected here at most", path.string(), bytes,
                            limit_bytes),
                "see whether this is the file you meant");
  };
  if (file.size() > limit_bytes) return too_large(file.size());
  std::string content;
  content.reserve(static_cast<std::size_t>(file.size()));
  char buffer[1 << 16];
  for (;;) {
    CLOZE_TRY(const std::size_t got, file.read(buffer));
    if (got == 0) return content;
    // Files of the kernel have no size until they are read, and others may grow.
    if (content.size() + got > limit_bytes) return too_large(content.size() + got);
    content.append(buffer, got);
  }
}

Result<FileReader> FileReader::open(const std::filesystem::path& path) {
  struct stat status {};
  CLOZE_TRY(const int fd, open_regular(path, status));
  return FileReader(path, fd, static_cast<std::uintmax_t>(status.st_size));
}

FileReader::FileReader(FileReader&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

FileReader& FileReader::operator=(FileReader&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  return *this;
}

FileReader::~FileReader() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::size_t> FileReader::read(std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t got = ::read(fd_, buffer.data() + filled, buffer.size() - filled);
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(io_error("cannot read", path_, errno));
    }
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return std::unexpected(io_error("cannot open the folder", folder, errno));
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL)
    return std::unexpected(io_error("cannot sync the folder", folder, errno));
  return {};
}

Result<void> make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> parents;  // Of the folders that are not there yet.
  for (auto missing = folder; !missing.empty() && !std::filesystem::exists(missing, error);
       missing = missing.parent_path())
    parents.push_back(missing.has_parent_path() ? missing.parent_path() : ".");
  std::filesystem::create_directories(folder, error);
  if (error) return std::unexpected(io_error("cannot create the folder", folder, error.value()));
  for (const auto& parent : parents) CLOZE_CHECK(sync_folder(parent));
  return {};
}

Result<void> require_space(const std::filesystem::path& folder, std::uintmax_t bytes) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return std::unexpected(io_error("cannot see the free space of", folder, error.value()));
  if (space.available < bytes)
    return fail(ErrorCode::disk_full,
                fmt::format("'{}' has {:.1f} MB free, {:.1f} MB are needed", folder.string(),
                            static_cast<double>(space.available) / 1e6, static_cast<double>(bytes) / 1e6),
                "free some space on this disk and try again");
  return {};
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  struct stat status {};
  CLOZE_TRY(const int fd, open_regular(path, status));
  const Descriptor file(fd);
  MappedFile mapped;
  mapped.size_ = static_cast<std::size_t>(status.st_size);
  if (mapped.size_ == 0) return mapped;
  void* address = ::mmap(nullptr, mapped.size_, PROT_READ, MAP_SHARED, file.get(), 0);
  if (address == MAP_FAILED) {
    mapped.size_ = 0;
    return std::unexpected(io_error("cannot map", path, errno));
  }
  mapped.data_ = static_cast<const std::byte*>(address);
  return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace cloze
