// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/corpus_reading.h"

#include <fmt/format.h>

#include "core/base/paced_progress.h"
#include "core/text/encoding.h"

namespace cloze {
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
