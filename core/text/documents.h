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

/// Bytes of clean text, before blanks are collapsed. What is made of a document in memory is several times as
/// much.
inline constexpr std::size_t largest_document = 16 << 20;

/// What becomes of a document that is larger.
enum class LongDocument {
  refuse,    ///< bad_input, naming the file.
  in_parts,  ///< Handed over in several Documents of one ordinal, cut at line breaks; a line must fit.
};

/// What was read, in counts a person can check.
struct CorpusReport {
  std::uint64_t files = 0, documents = 0;
  /// In the folders given: files without the ending .txt, hidden ones, and what is no file (pipes, devices).
  std::uint64_t skipped_files = 0;
  std::uint64_t empty_documents = 0;  ///< Files without a visible character; no document is made of them.
  CleaningCounts cleaning;
};

/// The .txt files under the given files and folders, sorted by path, each once (also when links lead to it
/// twice). In folders, names that begin with a dot are passed over; links are followed, loops too. not_found
/// for a path that does not exist; bad_input when nothing is left or when a file has another ending (named).
Result<std::vector<std::filesystem::path>> list_corpus_files(const std::vector<std::filesystem::path>& paths);

/// Calls sink for every non-empty document in a fixed order (files sorted, documents as they stand). The sink
/// returns an error to stop, which is handed on. Holds a piece of a file and one document at a time, whatever
/// the size of the files. Progress "reading" in bytes. bad_input when the whole corpus holds no document,
/// when a document is too large, and, naming the file, for text in another encoding: UTF-16 and UTF-32 by
/// their byte-order marks or zero bytes, others by a first piece of which more than a fifth is not UTF-8.
Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    DocumentBoundary boundary, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress = {}, const CancelFlag* cancel = nullptr,
                                    LongDocument long_document = LongDocument::refuse);

}  // namespace cloze
