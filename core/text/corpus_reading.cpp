// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/corpus_reading.h"

#include <fmt/format.h>

#include "core/base/paced_progress.h"
#include "core/text/encoding.h"
#include "core/text/parquet_texts.h"

namespace cloze {
namespace {

/// Gives the texts of all rows to the sink.
Result<void> read_rows(ParquetTexts& texts, const std::filesystem::path& path, TextSink& sink) {
  std::error_code ignored;
  const std::uint64_t size = std::filesystem::file_size(path, ignored);
  std::uint64_t unpacked = 0;
  for (std::uint64_t row = 1;; ++row) {
    CLOZE_TRY(const auto text, texts.next());
    if (!text) return {};
    if (text->size() > largest_record)
      return fail(
          ErrorCode::bad_input,
          fmt::format("'{}', row {}: the text is larger than {} bytes", path.string(), row, largest_record),
          "cut it into several rows");
    unpacked += text->size();
    if (unpacked > unpacked_before_doubt && unpacked / largest_expansion > size)
      return fail(ErrorCode::bad_input,
                  fmt::format("'{}' holds more than {} times its size, which text never does", path.string(),
                              largest_expansion),
                  "check where it comes from");
    CLOZE_CHECK(give_text(*text, sink));
  }
}

}  // namespace

Result<void> check_reading(const CancelFlag* cancel) {
  if (cancel == nullptr || !cancel->cancelled()) return {};
  return fail(ErrorCode::cancelled, "reading the corpus was cancelled");
}

Error holds_no_text(const CorpusReport& report) {
  return Error{
      ErrorCode::bad_input,
      fmt::format("the corpus holds no text: {} file{} of {} bytes of text in all, without a visible "
                  "character",
                  report.files, report.files == 1 ? "" : "s", report.cleaning.bytes_in),
      "give files that hold text"};
}

Result<void> read_corpus_files(const std::vector<std::filesystem::path>& paths, const std::string& text_field,
                               InvalidUtf8 invalid_utf8, CorpusReport& report, const OpenTextSink& open,
                               const ProgressSink& progress, const CancelFlag* cancel) {
  CLOZE_TRY(const CorpusFiles found, find_corpus_files(paths));
  report.skipped_files = found.skipped;
  std::uint64_t total = 0, done = 0;
  for (const CorpusFile& file : found.files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file.path, error);
    if (!error) total += size;
  }
  PacedProgress paced(progress);
  const auto tell = [&paced, total](std::uint64_t position) {
    paced.at("reading", position, total);
    return position;
  };
  for (const CorpusFile& file : found.files) {
    CLOZE_CHECK(check_reading(cancel));
    ++report.files;
    if (file.kind.format == TextFormat::parquet) {
      CLOZE_TRY(const auto texts, open_parquet(file.path, text_field));
      const auto sink = open(file, [&] { return tell(done + texts->position()); });
      CLOZE_CHECK(read_rows(*texts, file.path, *sink));
      done += texts->position();
      tell(done);
      continue;
    }
    CLOZE_TRY(auto bytes, open_byte_stream(file.path, file.kind.compression));
    const std::string origin = file.path.string();
    CLOZE_TRY(const auto utf8, Utf8Stream::open(std::move(bytes), origin, invalid_utf8));
    const auto sink = open(file, [&] { return tell(done + utf8->position()); });
    CLOZE_CHECK(read_texts(*utf8, file.kind.format, text_field, origin, *sink));
    if (utf8->encoding() != Utf8Stream::target) ++report.converted_files[utf8->encoding()];
    report.cleaning.invalid_sequences += utf8->invalid_sequences();
    done += utf8->position();
    tell(done);
  }
  return {};
}

}  // namespace cloze
