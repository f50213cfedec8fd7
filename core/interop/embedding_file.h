// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors in a file that other programs read: NumPy's .npy (format version 1.0, float32, C order) or .csv.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/file_writer.h"
#include "core/base/result.h"

namespace cloze {

/// A row per vector, in the order they come. The file appears complete or not at all. One thread.
class EmbeddingFile {
 public:
  /// By the ending of path. bad_input for another ending, and when the file is there already.
  static Result<EmbeddingFile> create(const std::filesystem::path& path, std::int64_t dimension);

  /// Any number of whole vectors. CSV: the shortest decimals that read back as the same float, below a header
  /// dim_0, dim_1, ...
  Result<void> append(std::span<const float> values_ND);
  Result<void> publish();

 private:
  enum class Format { npy, csv };
  EmbeddingFile(FileWriter file, Format format, std::size_t dimension)
      : file_(std::move(file)), format_(format), dimension_(dimension) {}

  FileWriter file_;
  Format format_;
  std::size_t dimension_;
  std::uint64_t rows_ = 0;
};

}  // namespace cloze
