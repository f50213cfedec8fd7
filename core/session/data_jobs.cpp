// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/data_jobs.h"

#include <fmt/format.h>

#include "core/base/text_name.h"

namespace cloze {

Result<TokenizerInfo> run_tokenizer_job(const Workspace& workspace, const TokenizerRequest& request,
                                        const ProgressSink& progress, const CancelFlag& cancel) {
  // Before it becomes part of a path, which "../x" and "/x" would lead out of the workspace.
  CLOZE_CHECK(check_folder_name("tokenizer", request.name));
  return cloze::train_tokenizer(request.corpus, request.format, request.settings,
                                workspace.tokenizers() / request.name, progress, &cancel);
}

DatasetRequest request_of(const UnfinishedBuild& build) {
  return {.name = build.info.name, .tokenizer = build.info.tokenizer_name, .settings = build.info.settings};
}

Result<DatasetInfo> run_dataset_job(const Workspace& workspace, const DatasetRequest& request,
                                    const ProgressSink& progress, const CancelFlag& cancel) {
  CLOZE_TRY(const std::filesystem::path folder, workspace.find_tokenizer(request.tokenizer));
  CLOZE_TRY(auto tokenizer, load_tokenizer(folder));
  return cloze::build_dataset(request.name, request.settings, request.tokenizer, std::move(tokenizer),
                              workspace.datasets(), progress, &cancel);
}

Result<PreparedSample> prepare_sample(const Workspace& workspace, const QuickstartRequest& request,
                                      const ProgressSink& progress, const CancelFlag& cancel) {
  CLOZE_TRY(const Sample sample, find_sample(request.sample));
  PreparedSample prepared;
  TokenizerRequest tokenizer;
  tokenizer.name = fmt::format("{}-{}", sample.name, request.vocabulary_size);
  tokenizer.corpus = {sample.folder};
  tokenizer.settings.vocabulary_size = request.vocabulary_size;
  // An alphabet is small enough to be spelled whole; the rarest Chinese characters would only crowd out
  // words.
  if (sample.language == "en") tokenizer.settings.character_coverage = 1;
  const std::filesystem::path folder = workspace.tokenizers() / tokenizer.name;
  std::error_code error;
  if (std::filesystem::exists(folder, error)) {
    CLOZE_TRY(prepared.tokenizer, read_tokenizer_info(folder));
  } else {
    CLOZE_TRY(prepared.tokenizer, run_tokenizer_job(workspace, tokenizer, progress, cancel));
  }
  DatasetRequest dataset;
  dataset.name = sample.name;
  dataset.tokenizer = tokenizer.name;
  dataset.settings.corpus = {sample.folder};
  // Building what is there already returns the stored one.
  CLOZE_TRY(prepared.dataset, run_dataset_job(workspace, dataset, progress, cancel));
  return prepared;
}

}  // namespace cloze
