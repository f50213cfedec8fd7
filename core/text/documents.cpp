// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>
#include <utility>

#include "core/base/threads.h"
#include "core/text/characters.h"
#include "core/text/corpus_reading.h"
#include "core/text/hashing.h"
#include "core/text/step_pipeline.h"
#include "core/text/text_steps.h"

namespace cloze {
namespace {

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

/// Cuts clean text, which comes in pieces, into documents. Its only line break is '\n'.
class DocumentCutter {
 public:
  /// deliver(text, whether the document goes on).
  using Deliver = std::function<Result<void>(std::string_view, bool)>;
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
    CLOZE_CHECK(deliver_(text_, false));
    text_.clear();
    line_ = end_ = scanned_ = 0;
    goes_on_ = false;
    return {};
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

/// What read_documents() was asked for.
struct Reading {
  const CorpusFormat& format;
  const CleaningOptions& cleaning;
  const std::function<Result<void>(Document&&)>& sink;
  const CancelFlag* cancel;
  LongDocument long_document;
};

/// The texts of one file, cleaned and cut into documents.
class FileDocuments : public TextSink {
 public:
  FileDocuments(const CorpusFile& file, const Reading& reading, CorpusReport& report, BytesRead read)
      : file_(file),
        reading_(reading),
        report_(report),
        read_(std::move(read)),
        keeping_lines_(reading.cleaning),
        cutter_(file, reading.format.boundary, reading.long_document,
                [this](std::string_view lines, bool goes_on) { return deliver(lines, goes_on); }) {
    // White space is collapsed within the documents only: before the cut it would hide the blank lines.
    keeping_lines_.collapse_whitespace = false;
  }

  Result<void> piece(std::string_view raw, bool begins) override {
    CLOZE_CHECK(check_reading(reading_.cancel));
    CleaningCounts counts;
    position_ = read_();
    CLOZE_CHECK(cutter_.add(clean(raw, keeping_lines_, &counts, begins)));
    counts.bytes_out = 0;  // Counted by document below.
    report_.cleaning.add(counts);
    return {};
  }

  Result<void> end() override {
    CLOZE_CHECK(cutter_.finish());
    if (report_.documents == documents_before_) ++report_.empty_documents;
    documents_before_ = report_.documents;
    return {};
  }

 private:
  Result<void> deliver(std::string_view lines, bool goes_on) {
    CLOZE_CHECK(check_reading(reading_.cancel));
    std::string text =
        reading_.cleaning.collapse_whitespace ? collapse_white_space(lines) : std::string(lines);
    const bool visible = has_visible(text);
    begun_ = begun_ || visible;
    const std::uint64_t ordinal = report_.documents;
    if (begun_ && !goes_on) {
      ++report_.documents;
      begun_ = false;
    }
    if (!visible) return {};
    report_.cleaning.bytes_out += text.size();
    return reading_.sink(Document{file_.source, ordinal, std::move(text), position_, file_.given});
  }

  const CorpusFile& file_;
  const Reading& reading_;
  CorpusReport& report_;
  BytesRead read_;
  CleaningOptions keeping_lines_;
  DocumentCutter cutter_;
  std::uint64_t documents_before_ = report_.documents;
  bool begun_ = false;  ///< A part of the present document was delivered.
  std::uint64_t position_ = 0;
};

/// Everything of the corpus, before the cleaning steps.
Result<CorpusReport> read_raw(const std::vector<std::filesystem::path>& paths, const Reading& reading,
                              const ProgressSink& progress) {
  CorpusReport report;
  const auto open = [&](const CorpusFile& file, BytesRead read) {
    return std::make_unique<FileDocuments>(file, reading, report, std::move(read));
  };
  CLOZE_CHECK(read_corpus_files(paths, reading.format.text_field, reading.cleaning.invalid_utf8, report, open,
                                progress, reading.cancel));
  if (report.documents == 0) return std::unexpected(holds_no_text(report));
  return report;
}

Error nothing_left(const CorpusReport& report) {
  std::string drops;
  for (const StepReport& step : report.steps)
    if (step.dropped > 0) drops += fmt::format("{}{} {}", drops.empty() ? "" : ", ", step.step, step.dropped);
  return Error{ErrorCode::bad_input, fmt::format("the cleaning steps drop every document: {}", drops),
               "loosen the step that drops most"};
}

/// Reads the corpus as far as the boilerplate step, and counts the lines that reach it.
Result<std::shared_ptr<const LineCounts>> count_lines(const std::vector<std::filesystem::path>& paths,
                                                      const Reading& reading, const StepRun& run,
                                                      const ProgressSink& progress) {
  const CleaningSteps& steps = reading.format.steps;
  const auto boilerplate = std::ranges::find(steps, StepKind::boilerplate, &CleaningStep::kind);
  if (boilerplate == steps.end()) return nullptr;
  CleaningSteps before;
  for (auto step = steps.begin(); step != boilerplate; ++step)
    if (!looks_for_duplicates(step->kind)) before.push_back(*step);
  CLOZE_TRY(const auto files, list_corpus_files(paths));
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& file : files) bytes += std::filesystem::file_size(file, ignored);

  const BoilerplateRule rule(*boilerplate);
  auto counts = std::make_shared<LineCounts>(bytes);
  std::unordered_set<std::uint64_t> seen;  // A line counts once per document.
  const auto count = [&](Document&& document) -> Result<void> {
    seen.clear();
    for_each_line(document.text, [&](std::string_view line) {
      if (!rule.counts(trim(line))) return;
      if (const std::uint64_t hash = hash_text(trim(line)); seen.insert(hash).second) counts->add(hash);
    });
    return {};
  };
  StepPipeline pipeline(before, reading.cleaning, thread_count(run.threads), nullptr, count, {});
  const std::function<Result<void>(Document &&)> push = [&pipeline](Document&& document) {
    return pipeline.push(std::move(document));
  };
  const Reading counting{reading.format, reading.cleaning, push, reading.cancel, LongDocument::refuse};
  const ProgressSink named = [&progress](std::string_view, std::uint64_t done, std::uint64_t total) {
    if (progress) progress("counting lines", done, total);
  };
  CLOZE_CHECK(read_raw(paths, counting, named));
  CLOZE_CHECK(pipeline.finish());
  return counts;
}

}  // namespace

Result<CorpusReport> read_documents(const std::vector<std::filesystem::path>& paths,
                                    const CorpusFormat& format, const CleaningOptions& cleaning,
                                    const std::function<Result<void>(Document&&)>& sink,
                                    const ProgressSink& progress, const CancelFlag* cancel,
                                    LongDocument long_document, const StepRun& run) {
  const Reading reading{format, cleaning, sink, cancel, long_document};
  if (format.steps.empty()) return read_raw(paths, reading, progress);
  CLOZE_CHECK(check_steps(format.steps));
  CLOZE_TRY(auto line_counts, count_lines(paths, reading, run, progress));
  StepPipeline pipeline(format.steps, cleaning, thread_count(run.threads), std::move(line_counts), sink,
                        run.observer);
  const std::function<Result<void>(Document &&)> push = [&pipeline](Document&& document) {
    return pipeline.push(std::move(document));
  };
  const Reading stepped{format, cleaning, push, cancel, LongDocument::refuse};
  CLOZE_TRY(CorpusReport report, read_raw(paths, stepped, progress));
  CLOZE_CHECK(pipeline.finish());
  report.steps = pipeline.reports();
  for (const StepReport& step : report.steps) report.documents -= step.dropped;
  if (report.documents == 0 && !run.may_drop_all) return std::unexpected(nothing_left(report));
  return report;
}

}  // namespace cloze
