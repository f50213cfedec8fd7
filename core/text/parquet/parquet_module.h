// SPDX-License-Identifier: GPL-3.0-or-later
// What the module is entered by. Internal to core/text.
#pragma once

#include "core/text/parquet_texts.h"

namespace cloze {

inline constexpr const char* parquet_module_file = "libcloze_parquet.so";
inline constexpr const char* parquet_module_function = "cloze_open_parquet_file";

/// As open_parquet(); the file can be read.
using OpenParquetFile = void(const std::filesystem::path& path, const std::string& column,
                             Result<std::unique_ptr<ParquetTexts>>& texts);

}  // namespace cloze
