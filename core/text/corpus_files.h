// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a corpus with the names that people see for them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/documents.h"

namespace cloze {

struct CorpusFile {
  std::filesystem::path path;
  std::string source;  ///< Relative to the folder that was given, or the file's name.
};

struct CorpusFiles {
  std::vector<CorpusFile> files;
  std::uint64_t skipped = 0;  ///< As CorpusReport::skipped_files.
};

/// As list_corpus_files(), which see.
Result<CorpusFiles> find_corpus_files(const std::vector<std::filesystem::path>& paths);

}  // namespace cloze
