// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/text/characters.h"
#include "core/text/corpus_files.h"
#include "core/text/encoding.h"

namespace cloze {
namespace {

/// Tells the bytes read so far, at most four times a second.
class ReadingProgress {
 public:
  ReadingProgress(const ProgressSink& sink, std::uint64_t total) : sink_(sink), total_(total) {}
  void at(std::uint64_t done) {
    if (!sink_ || (done < total_ && since_.seconds() < 0.25)) return;
    since_ = Stopwatch();
    sink_("reading", std::min(done, total_), total_);
  }

 private:
  const ProgressSink& sink_;
  std::uint64_t total_;
  Stopwatch since_;
};

constexpr std::size_t block_bytes = 1 << 20;

Error other_encoding(const CorpusFile& file, std::string_view why) {
  return Error{ErrorCode::bad_input, fmt::format("'{}' {}", file.path.string(), why),
               "convert it to UTF-8, for example with: iconv -f UTF-16 -t UTF-8"};
}

Error too_large(const CorpusFile& file, DocumentBoundary boundary, LongDocument long_document) {
  const std::string path = file.path.string();
  if (long_document == LongDocument::in_parts)
    return Error{ErrorCode::bad_input,
                 fmt::format("a line of '{}' is longer than {} bytes", path, largest_document),
                 "break it into lines"};
  return Error{ErrorCode::bad_input,
               fmt::format("a document of '{}' is larger than {} bytes", path, largest_document),
               boundary == DocumentBoundary::file ? "cut documents at blank lines, or split the file"
                                                  : "put blank lines between documents, or split the file"};
}

/// Hands a file over in pieces that can be cleaned alone: use(piece, first).
template <class Use>
Result<void> for_each_piece(const CorpusFile& file, Use use) {
  CLOZE_TRY(FileReader reader, FileReader::open(file.path));
  std::string raw;
  bool first = true;
  for (;;) {
    const std::size_t before = raw.size();
    raw.resize(before + block_bytes);
    CLOZE_TRY(const std::size_t got, reader.read({raw.data() + before, block_bytes}));
    raw.resize(before + got);
    if (first)
      if (const std::string_view why = not_utf8(raw); !why.empty())
        return std::unexpected(other_encoding(file, why));
    const bool last = got < block_bytes;
    const std::size_t cut = last ? raw.size() : safe_cut(raw);
    if (cut > 0) {
      CLOZE_CHECK(use(std::string_view(raw).substr(0, cut), first));
      raw.erase(0, cut);
      first = false;
    }
    if (last) return {};
  }
}

/// Cuts clean text, which comes in pieces, into documents. Its only line break is '\n'.
template <class Deliver>
class DocumentCutter {
 public:
  /// deliver(text, whether the document goes on).
  DocumentCutter(const CorpusFile& file, DocumentBoundary boundary, LongDocument long_document,
                 Deliver deliver)
      : file_(file), boundary_(boundary), long_document_(long_document), deliver_(std::move(deliver)) {}

  Result<void> add(std::string_view piece) {
    text_ += piece;
    if (boundary_ == DocumentBoundary::blank_line) CLOZE_CHECK(cut_at_blank_lines());
    if (text_.size() <= largest_document) return {};
    const std::size_t line_break = text_.rfind('\n');
    if (long_document_ == LongDocument::refuse || line_break == std::string::npos)
      return std::unexpected(too_large(file_, boundary_, long_document_));
    CLOZE_CHECK(deliver_(std::string_view(text_).substr(0, line_break), true));
    goes_on_ = true;
    drop(line_break + 1);
    return {};
  }

  Result<void> finish() {
    // The last line, without a break behind it.
    if (boundary_ == DocumentBoundary::blank_line) {
      if (has_visible(std::string_view(text_).substr(line_))) end_ = text_.size();
      text_.resize(end_);
    }
    return deliver_(text_, false);
  }

 private:
  /// A document is a stretch of lines between lines without visible characters. text_ begins with a document
  /// or with lines that are in none.
  Result<void> cut_at_blank_lines() {
    std::size_t begin = 0;  // What lies before it is done with.
    for (std::size_t stop = text_.find('\n', scanned_); stop != std::string::npos;
         stop = text_.find('\n', line_)) {
      if (has_visible(std::string_view(text_).substr(line_, stop - line_))) {
        if (end_ <= begin) begin = line_;
        end_ = stop;
      } else {
        if (end_ > begin || goes_on_)
          CLOZE_CHECK(deliver_(std::string_view(text_).substr(begin, std::max(end_, begin) - begin), false));
        goes_on_ = false;
        begin = end_ = stop + 1;
      }
      line_ = stop + 1;
    }
    scanned_ = text_.size();
    drop(begin);
    return {};
  }

  void drop(std::size_t bytes) {
    text_.erase(0, bytes);
    line_ -= std::min(line_, bytes);
    end_ -= std::min(end_, bytes);
    scanned_ -= std::min(scanned_, bytes);
  }

  const CorpusFile& file_;
  DocumentBoundary boundary_;
  LongDocument long_document_;
  Deliver deliver_;
  std::string text_;
  std::size_t line_ = 0;     ///< Where the line begins whose end was not seen.
  std::size_t end_ = 0;      ///< End of the last visible line of the document that text_ begins with.
  bool goes_on_ = false;     ///< A part of the present document was delivered.
  std::size_t scanned_ = 0;  ///< There is no line break between line_ and here.
};

}  // namespace

Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    DocumentBoundary boundary, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress, const CancelFlag* cancel,
                                    LongDocument long_document) {
  CLOZE_TRY(const CorpusFiles found, find_corpus_files(paths));
  std::uint64_t total = 0;
  for (const CorpusFile& file : found.files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.path, error);
    if (!error) total += size;
  }

  CorpusReport report;
  report.skipped_files = found.skipped;
  ReadingProgress reading(progress, total);
  const auto cancelled = [&] { return cancel != nullptr && cancel->cancelled(); };
  const auto stopped = [] { return fail(ErrorCode::cancelled, "reading the corpus was cancelled"); };
  // White space is collapsed within the documents only: before the cut it would hide the blank lines.
  CleaningOptions keeping_lines = cleaning;
  keeping_lines.collapse_whitespace = false;
  for (const CorpusFile& file : found.files) {
    if (cancelled()) return stopped();
    ++report.files;
    const std::uint64_t documents_before = report.documents;
    bool begun = false;  // A part of the present document was delivered.
    const auto deliver = [&](std::string_view lines, bool goes_on) -> Result<void> {
      if (cancelled()) return stopped();
      std::string text = cleaning.collapse_whitespace ? collapse_white_space(lines) : std::string(lines);
      const bool visible = has_visible(text);
      begun = begun || visible;
      const std::uint64_t ordinal = report.documents;
      if (begun && !goes_on) {
        ++report.documents;
        begun = false;
      }
      if (!visible) return {};
      report.cleaning.bytes_out += text.size();
      return sink(Document{file.source, ordinal, std::move(text)});
    };
    DocumentCutter cutter(file, boundary, long_document, deliver);
    CLOZE_CHECK(for_each_piece(file, [&](std::string_view raw, bool first) -> Result<void> {
      if (cancelled()) return stopped();
      CleaningCounts counts;
      CLOZE_CHECK(cutter.add(clean(raw, keeping_lines, &counts, first)));
      counts.bytes_out = 0;  // Counted by document above.
      report.cleaning.add(counts);
      reading.at(report.cleaning.bytes_in);
      return {};
    }));
    CLOZE_CHECK(cutter.finish());
    if (report.documents == documents_before) ++report.empty_documents;
    reading.at(report.cleaning.bytes_in);
  }
  if (report.documents == 0)
    return fail(
        ErrorCode::bad_input,
        fmt::format(
            "the corpus holds no text: {} .txt file{} of {} bytes in all, without a visible character",
            report.files, report.files == 1 ? "" : "s", report.cleaning.bytes_in),
        "give files that hold text in UTF-8");
  return report;
}

}  // namespace cloze
