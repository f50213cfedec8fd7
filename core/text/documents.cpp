// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/text/characters.h"
#include "core/text/corpus_files.h"

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

/// Calls use(document) for every stretch of lines between lines without visible characters. text has '\n' as
/// its only line break.
template <class Use>
Result<void> split_at_blank_lines(std::string_view text, Use use) {
  std::size_t begin = 0, end = 0;  // The document so far; empty while begin == end.
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t line_end = std::min(text.find('\n', line), text.size());
    if (has_visible(text.substr(line, line_end - line))) {
      if (begin == end) begin = line;
      end = line_end;
    } else if (begin != end) {
      CLOZE_CHECK(use(text.substr(begin, end - begin)));
      begin = end;
    }
    line = line_end + 1;
  }
  if (begin == end) return {};
  return use(text.substr(begin, end - begin));
}

}  // namespace

Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    DocumentBoundary boundary, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress, const CancelFlag* cancel) {
  CLOZE_TRY(const auto files, find_corpus_files(paths));
  std::uint64_t total = 0;
  for (const CorpusFile& file : files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.path, error);
    if (!error) total += size;
  }

  CorpusReport report;
  ReadingProgress reading(progress, total);
  const auto cancelled = [&] { return cancel != nullptr && cancel->cancelled(); };
  const auto stopped = [] { return fail(ErrorCode::cancelled, "reading the corpus was cancelled"); };
  for (const CorpusFile& file : files) {
    if (cancelled()) return stopped();
    CLOZE_TRY(const std::string raw, read_file(file.path));
    ++report.files;
    const std::uint64_t documents_before = report.documents;
    const auto deliver = [&](std::string&& text) -> Result<void> {
      if (cancelled()) return stopped();
      if (!has_visible(text)) return {};
      report.cleaning.bytes_out += text.size();
      return sink(Document{file.source, report.documents++, std::move(text)});
    };

    CleaningCounts counts;
    if (boundary == DocumentBoundary::file) {
      CLOZE_CHECK(deliver(clean(raw, cleaning, &counts)));
    } else {
      // White space is collapsed within the documents only: before the cut it would hide the blank lines.
      CleaningOptions keeping_lines = cleaning;
      keeping_lines.collapse_whitespace = false;
      const std::string lines = clean(raw, keeping_lines, &counts);
      CLOZE_CHECK(split_at_blank_lines(lines, [&](std::string_view text) {
        return deliver(cleaning.collapse_whitespace ? collapse_white_space(text) : std::string(text));
      }));
    }
    counts.bytes_out = 0;  // Counted by document above.
    report.cleaning.add(counts);
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
