// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/clean_job.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/file_writer.h"

namespace cloze {

Result<CleaningPreview> run_clean_job(const Workspace& workspace, CleanRequest request,
                                      const ProgressSink& progress, const CancelFlag& cancel) {
  if (!request.tokenizer.empty()) {
    CLOZE_TRY(const auto folder, workspace.find_tokenizer(request.tokenizer));
    CLOZE_TRY(const auto tokenizer, load_tokenizer(folder));
    request.cleaning.cleaning = tokenizer->cleaning();
  }
  if (request.output.empty()) return preview_cleaning(request.cleaning, {}, progress, &cancel);
  if (request.output.extension() != ".jsonl")
    return fail(ErrorCode::bad_input, "cleaned text is written as JSON Lines, to a file that ends in .jsonl");
  CLOZE_TRY(FileWriter file, FileWriter::create(request.output));
  const auto write = [&file](Document&& document) {
    const nlohmann::ordered_json line{{"text", std::move(document.text)},
                                      {"source", std::move(document.source)}};
    return file.write(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
  };
  CLOZE_TRY(CleaningPreview preview, preview_cleaning(request.cleaning, write, progress, &cancel));
  if (cancel.cancelled()) return fail(ErrorCode::cancelled, "cleaning was cancelled");
  CLOZE_CHECK(file.publish());
  return preview;
}

}  // namespace cloze
