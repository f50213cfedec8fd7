// SPDX-License-Identifier: GPL-3.0-or-later
// A file too large to be put together in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/descriptor.h"
#include "core/base/result.h"

namespace cloze {

/// Written piece by piece under a temporary name beside its own, and there complete or not at all: what is
/// not published is removed. Movable; one thread.
class FileWriter {
 public:
  /// bad_input when there is something at path already. Makes the folders above it.
  static Result<FileWriter> create(const std::filesystem::path& path);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  ~FileWriter();

  Result<void> write(std::string_view bytes);
  /// Replaces what was written first, for headers that count what follows; no longer than what is there.
  Result<void> rewrite_beginning(std::string_view bytes);
  /// Syncs the file and gives it its name. Fails, and touches nothing, when something has come there since.
  Result<void> publish();

 private:
  FileWriter(std::filesystem::path path, std::filesystem::path temporary, Descriptor file)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(std::move(file)) {}
  Result<void> flush();

  std::filesystem::path path_;
  std::filesystem::path temporary_;  // Empty once published or moved from.
  Descriptor file_;
  std::string buffer_;  // Bytes not yet handed to the file.
};

}  // namespace cloze
