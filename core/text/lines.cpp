// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/lines.h"

#include <fmt/format.h>

#include <utility>

#include "core/text/characters.h"
#include "core/text/corpus_reading.h"

namespace cloze {
namespace {

/// What read_lines() was asked for.
struct Reading {
  const CleaningOptions& cleaning;
  const std::function<Result<void>(std::string&&)>& sink;
  const CancelFlag* cancel;
};

/// The lines of one file.
class FileLines : public TextSink {
 public:
  FileLines(const CorpusFile& file, const Reading& reading, CorpusReport& report, BytesRead read)
      : file_(file),
        reading_(reading),
        report_(report),
        read_(std::move(read)),
        keeping_lines_(reading.cleaning) {
    keeping_lines_.collapse_whitespace = false;
  }

  Result<void> piece(std::string_view raw, bool begins) override {
    CLOZE_CHECK(check_reading(reading_.cancel));
    CleaningCounts counts;
    read_();
    text_ += clean(raw, keeping_lines_, &counts, begins);
    counts.bytes_out = 0;  // Counted by line below.
    report_.cleaning.add(counts);
    if (!holds_records()) CLOZE_CHECK(cut_at_lines());
    if (text_.size() <= largest_document) return {};
    return fail(ErrorCode::bad_input,
                fmt::format("a {} of '{}' is longer than {} bytes", holds_records() ? "record" : "line",
                            file_.path.string(), largest_document),
                "break it into shorter ones");
  }

  Result<void> end() override {
    if (!text_.empty() || holds_records()) CLOZE_CHECK(deliver(text_));
    text_.clear();
    scanned_ = 0;
    return {};
  }

 private:
  bool holds_records() const { return file_.kind.format != TextFormat::plain; }

  Result<void> cut_at_lines() {
    std::size_t begin = 0;
    for (std::size_t stop = text_.find('\n', scanned_); stop != std::string::npos;
         stop = text_.find('\n', begin)) {
      CLOZE_CHECK(deliver(std::string_view(text_).substr(begin, stop - begin)));
      begin = stop + 1;
    }
    text_.erase(0, begin);
    scanned_ = text_.size();
    return {};
  }

  Result<void> deliver(std::string_view line) {
    std::string text = reading_.cleaning.collapse_whitespace ? collapse_white_space(line) : std::string(line);
    ++report_.documents;
    if (!has_visible(text)) {
      ++report_.empty_documents;
      text.clear();
    }
    report_.cleaning.bytes_out += text.size();
    return reading_.sink(std::move(text));
  }

  const CorpusFile& file_;
  const Reading& reading_;
  CorpusReport& report_;
  BytesRead read_;
  CleaningOptions keeping_lines_;
  std::string text_;
  std::size_t scanned_ = 0;  ///< There is no line break before it.
};

}  // namespace

Result<CorpusReport> read_lines(const std::vector<std::filesystem::path>& paths,
                                const std::string& text_field, const CleaningOptions& cleaning,
                                const std::function<Result<void>(std::string&&)>& sink,
                                const ProgressSink& progress, const CancelFlag* cancel) {
  CorpusReport report;
  const Reading reading{cleaning, sink, cancel};
  const auto open = [&](const CorpusFile& file, BytesRead read) {
    return std::make_unique<FileLines>(file, reading, report, std::move(read));
  };
  CLOZE_CHECK(read_corpus_files(paths, text_field, cleaning.invalid_utf8, report, open, progress, cancel));
  if (report.documents == report.empty_documents) return std::unexpected(holds_no_text(report));
  return report;
}

}  // namespace cloze
