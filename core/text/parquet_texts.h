// SPDX-License-Identifier: GPL-3.0-or-later
// The texts in a column of a Parquet file, by Apache Arrow's library. That is in a module of its own, loaded
// when the first Parquet file is read: programs that read none do without, and its copy of OpenSSL does not
// meet ours. Internal to core/text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace cloze {

/// One thread.
class ParquetTexts {
 public:
  virtual ~ParquetTexts() = default;
  /// The next row's text, in raw UTF-8, until the next call; empty for null, nothing behind the last row.
  /// bad_input, naming the file, for what is damaged or needs more than largest_parquet_memory.
  virtual Result<std::optional<std::string_view>> next() = 0;
  /// Bytes of the file up to here, for progress: by its rows.
  virtual std::uint64_t position() const = 0;
};

/// What the pages of a file may take unpacked, those of one column at a time.
inline constexpr std::int64_t largest_parquet_memory = std::int64_t{400} << 20;

/// column: its name; empty for "text", or else the first one that holds text. Errors of the file system:
/// those of FileReader. bad_input, naming the file: no Parquet, no such column, one that holds something
/// else. unavailable: this program was built without the module.
Result<std::unique_ptr<ParquetTexts>> open_parquet(const std::filesystem::path& path,
                                                   const std::string& column);

}  // namespace cloze
