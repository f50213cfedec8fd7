// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus to documents: files and folders of UTF-8 .txt, cut into documents by file or by blank line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/cleaning.h"

namespace cloze {

enum class DocumentBoundary {
  file,        ///< One document per file.
  blank_line,  ///< A line without visible characters ends a document.
};

struct Document {
  std::string source;         ///< File name relative to the corpus root given, for people.
  std::uint64_t ordinal = 0;  ///< Running number over the whole corpus, from 0.
  std::string text;           ///< Clean UTF-8; paragraphs separated by '\n'.
};

/// What was read, in counts a person can check.
struct CorpusReport {
  std::uint64_t files = 0, documents = 0;
  std::uint64_t empty_documents = 0;  ///< Files without a visible character; no document is made of them.
  CleaningCounts cleaning;
};

/// The .txt files under the given files and folders, sorted by path, each once (also when links lead to it
/// twice). In folders, names that begin with a dot are passed over; links are followed, loops too. not_found
/// for a path that does not exist; bad_input when nothing is left or when a file has another ending (named).
Result<std::vector<std::filesystem::path>> list_corpus_files(const std::vector<std::filesystem::path>& paths);

/// Calls sink for every non-empty document in a fixed order (files sorted, documents as they stand). The sink
/// returns an error to stop, which is handed on. Reads one file (up to 4 GiB) at a time. Progress "reading"
/// in bytes. bad_input when the whole corpus holds no document.
Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    DocumentBoundary boundary, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress = {}, const CancelFlag* cancel = nullptr);

}  // namespace cloze
