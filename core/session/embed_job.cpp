// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/embed_job.h"

#include "core/base/clock.h"
#include "core/interop/embedding_file.h"
#include "core/session/model_jobs.h"
#include "core/text/lines.h"
#include "core/train/device.h"

namespace cloze {
namespace {

/// Texts that are sorted and embedded together; more pad less and take more memory.
constexpr std::size_t texts_at_once = 4096, bytes_at_once = 8 << 20;

}  // namespace

Result<EmbeddingReport> run_embed_job(const Workspace& workspace, const EmbedRequest& request,
                                      const ProgressSink& progress, const CancelFlag& cancel) {
  const Stopwatch since;
  CLOZE_TRY(const std::filesystem::path folder, find_checkpoint(workspace, request.model));
  CLOZE_TRY(const DeviceChoice device, choose_device(request.device));
  progress("reading the checkpoint", 0, 0);
  CLOZE_TRY(const LoadedCheckpoint checkpoint, load_checkpoint(folder, device.name));

  EmbeddingReport report;
  report.file = request.output.string();
  report.dimension = checkpoint.recipe.model.hidden;
  CLOZE_TRY(EmbeddingFile file, EmbeddingFile::create(request.output, report.dimension));
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  const auto embed_texts = [&]() -> Result<void> {
    const Embeddings embedded =
        embed(checkpoint.model, *checkpoint.tokenizer, request.pooling, texts, &cancel);
    if (cancel.cancelled()) return fail(ErrorCode::cancelled, "embedding was cancelled");
    report.tokens += embedded.tokens;
    report.truncated += embedded.truncated;
    texts.clear();
    bytes = 0;
    return file.append(embedded.values_ND);
  };
  const auto take = [&](std::string&& text) -> Result<void> {
    bytes += text.size();
    texts.push_back(std::move(text));
    return texts.size() < texts_at_once && bytes < bytes_at_once ? Result<void>{} : embed_texts();
  };
  CLOZE_TRY(report.corpus, read_lines(request.texts, request.text_field, checkpoint.tokenizer->cleaning(),
                                      take, progress, &cancel));
  CLOZE_CHECK(embed_texts());
  CLOZE_CHECK(file.publish());
  report.seconds = since.seconds();
  return report;
}

}  // namespace cloze
