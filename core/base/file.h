// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are never seen half-written, and files read as a whole or mapped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"

namespace cloze {

/// Writes a file so that a reader sees the old content or the whole new content, never a part: a temporary
/// file beside it is written, synced, renamed over the target, and the folder is synced. ENOSPC becomes
/// disk_full.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Writes a new file and syncs it, without the rename: for files inside a folder that is itself renamed when
/// complete.
Result<void> write_file_synced(const std::filesystem::path& path, std::string_view content);

/// The same from pieces written one after another, so that large content need not be copied together first.
Result<void> write_file_synced(const std::filesystem::path& path, std::span<const std::string_view> pieces);

/// Flushes a file that another part of the program wrote.
Result<void> sync_file(const std::filesystem::path& path);

/// Reads a whole file; bad_input for one larger than limit_bytes (a guard against a wrong path), also when it
/// grows while it is read, and for a pipe, a device or a socket, which might never end.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t limit_bytes = std::size_t{1} << 32);

/// A regular file read from its beginning in pieces, so that memory does not grow with it. Movable; one
/// thread.
class FileReader {
 public:
  /// bad_input for a pipe, a device or a socket.
  static Result<FileReader> open(const std::filesystem::path& path);
  FileReader(FileReader&& other) noexcept;
  FileReader& operator=(FileReader&& other) noexcept;
  ~FileReader();
  /// Fills as much of buffer as the file still has; 0 at its end.
  Result<std::size_t> read(std::span<char> buffer);
  /// When it was opened.
  std::uintmax_t size() const { return size_; }

 private:
  FileReader(std::filesystem::path path, int fd, std::uintmax_t size)
      : path_(std::move(path)), fd_(fd), size_(size) {}
  std::filesystem::path path_;
  int fd_ = -1;
  std::uintmax_t size_ = 0;
};

/// Flushes a folder's entries to the disk, so that a rename inside it survives a power cut.
Result<void> sync_folder(const std::filesystem::path& folder);

/// Creates a folder and its parents, each of which survives a power cut from then on. Says which one could
/// not be made.
Result<void> make_folders(const std::filesystem::path& folder);

/// disk_full with both figures when the file system of folder has less than bytes to spare.
Result<void> require_space(const std::filesystem::path& folder, std::uintmax_t bytes);

/// An error from errno, with ENOSPC and EDQUOT told apart as disk_full.
Error io_error(const std::string& what, const std::filesystem::path& path, int error_number);

/// A read-only mapping of a whole file. Movable; the bytes stay valid for its life; safe to read from any
/// thread.
class MappedFile {
 public:
  /// bad_input for a pipe, a device or a socket.
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace cloze
