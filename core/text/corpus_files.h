// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a corpus with the names that people see for them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/byte_stream.h"
#include "core/text/documents.h"
#include "core/text/records.h"

namespace cloze {

/// What a file holds, as its ending says.
struct FileKind {
  TextFormat format = TextFormat::plain;
  Compression compression = Compression::none;
  bool operator==(const FileKind&) const = default;
};

/// By ending, whatever its case: .txt .md .json .jsonl .ndjson .csv .tsv, each also with .gz or .zst behind
/// it, and .parquet. Nothing for others.
std::optional<FileKind> kind_of_file(const std::filesystem::path& path);

struct CorpusFile {
  std::filesystem::path path;
  std::string source;  ///< Relative to the folder that was given, or the file's name.
  FileKind kind{};
  std::size_t given = 0;  ///< Position of the first given path that leads to it.
};

struct CorpusFiles {
  std::vector<CorpusFile> files;
  std::uint64_t skipped = 0;  ///< As CorpusReport::skipped_files.
};

/// As list_corpus_files(), which see.
Result<CorpusFiles> find_corpus_files(const std::vector<std::filesystem::path>& paths);

}  // namespace cloze
