// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus to documents: files and folders of text in any common format and encoding, cut into documents by
// file or record, or by blank line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/text/cleaning.h"
#include "core/text/steps.h"

namespace cloze {

enum class DocumentBoundary {
  file,        ///< One document per file, or per record in formats of records (records.h).
  blank_line,  ///< A line without visible characters ends a document.
};

/// How the files of a corpus are read.
struct CorpusFormat {
  DocumentBoundary boundary = DocumentBoundary::file;
  std::string text_field = "text";  ///< The key or column with the text, in formats of records.
  CleaningSteps steps{};            ///< What is done with each document once it is read.
  bool operator==(const CorpusFormat&) const = default;
};

struct Document {
  std::string source;         ///< File name relative to the corpus root given, for people.
  std::uint64_t ordinal = 0;  ///< Running number over the whole corpus, from 0.
  std::string text;           ///< Clean UTF-8; paragraphs separated by '\n'.
  /// Bytes of the corpus files, as they lie on the disk, that were read until here; for progress.
  std::uint64_t position = 0;
  std::size_t given = 0;  ///< Under which of the paths given it was found.
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
  /// In the folders given: files of other endings, hidden ones, and what is no file (pipes, devices).
  std::uint64_t skipped_files = 0;
  std::uint64_t empty_documents =
      0;  ///< Files and records without a visible character; none is made of them.
  /// Files that were converted, by the encoding they were in.
  std::map<std::string, std::uint64_t> converted_files{};
  CleaningCounts cleaning;
  std::vector<StepReport> steps{};  ///< One per cleaning step. What they drop does not count as a document.
};

/// A document that a cleaning step changed or dropped. The views live as long as the call.
struct StepEvent {
  std::size_t step = 0;  ///< Position in the list.
  bool dropped = false;
  std::string_view source;  ///< As Document has it, and the next.
  std::uint64_t ordinal = 0;
  std::string_view before, after;             ///< The text; after is empty when it was dropped.
  std::string_view reason;                    ///< For people, in few words; of what was dropped.
  std::optional<std::uint64_t> duplicate_of;  ///< The ordinal of the document that was kept instead.
};
/// Called on the reading thread, in the order of the documents.
using StepObserver = std::function<void(const StepEvent&)>;

/// How the cleaning steps are run; changes nothing in what they do.
struct StepRun {
  std::int64_t threads = 0;  ///< 0 takes all cores.
  StepObserver observer{};
  bool may_drop_all = false;  ///< No error when they leave no document.
};

/// The files of text (by ending, see kind_of_file()) under the given files, folders and patterns such as
/// "news/*.jsonl", sorted by path, each once (also when links lead to it twice). In folders, names that begin
/// with a dot are passed over; links are followed, loops too. not_found for a path that does not exist or a
/// pattern that nothing fits; bad_input when nothing is left or when a file has another ending (named).
Result<std::vector<std::filesystem::path>> list_corpus_files(const std::vector<std::filesystem::path>& paths);

/// ".txt" and so on, those of packed files with both endings.
std::vector<std::string> corpus_endings();

/// By its ending alone: whether a file can be in a corpus, and whether it holds records, of which one field
/// is the text.
bool is_corpus_file(const std::filesystem::path& path);
bool holds_records(const std::filesystem::path& path);

/// The beginning of a corpus file for people: unpacked, in UTF-8, at most most_bytes, cut between characters.
Result<std::string> read_beginning(const std::filesystem::path& path, std::size_t most_bytes);

/// Calls sink for every non-empty document in a fixed order (files sorted, documents as they stand). The sink
/// returns an error to stop, which is handed on. Holds a piece of a file and one document or record at a
/// time, whatever the size of the files. Progress "reading" in bytes of the files as they lie on the disk.
/// bad_input when the whole corpus holds no document, when a document is too large, and, naming the file, for
/// what is no text, damaged packing and bad records (encoding.h, byte_stream.h, records.h).
/// CleaningCounts::bytes_in are those of the text in UTF-8 before cleaning. The format's cleaning steps are
/// done on threads of their own; a document that is handed over in parts is refused then, and ordinals have
/// gaps. The step boilerplate reads the corpus once before, as progress "counting lines"; it counts lines as
/// they are after the steps in front of it, those of duplicates too. bad_input when the steps leave no
/// document.
Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    const CorpusFormat& format, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress = {}, const CancelFlag* cancel = nullptr,
                                    LongDocument long_document = LongDocument::refuse,
                                    const StepRun& run = {});

}  // namespace cloze
