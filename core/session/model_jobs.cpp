// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/model_jobs.h"

#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/interop/export_folder.h"
#include "core/session/run_plan.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;

struct Source {
  fs::path folder;
  std::optional<RunRecord> run;
};

Result<Source> find_source(const Workspace& workspace, const std::string& model) {
  Source source;
  std::error_code error;
  // As for a question: a path is meant where it names a folder.
  if (model.find('/') != std::string::npos && fs::is_directory(model, error)) {
    source.folder = fs::path(model).lexically_normal();
    if (!source.folder.has_filename()) source.folder = source.folder.parent_path();
    return source;
  }
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY(source.run, history.find_run(model));
  CLOZE_TRY(source.folder, newest_checkpoint(workspace, *source.run));
  return source;
}

Result<ModelFacts> collect_facts(const Workspace& workspace, const Source& source,
                                 const LoadedCheckpoint& checkpoint) {
  ModelFacts facts;
  facts.tokenizer_hash = checkpoint.tokenizer->hash();
  if (!source.run) {
    facts.name = source.folder.filename().string();
    return facts;
  }
  facts.name = source.run->name;
  facts.run_id = source.run->id;
  facts.dataset_name = source.run->dataset_name;
  facts.tokenizer_name = source.run->tokenizer_name;
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY(const auto evaluations, history.evaluations(source.run->id));
  for (const EvaluationMetrics& evaluation : evaluations)
    if (evaluation.step == checkpoint.state.step) facts.evaluation = evaluation;
  return facts;
}

}  // namespace

Result<fs::path> run_export_job(const Workspace& workspace, const ExportRequest& request,
                                const ProgressSink& progress, const CancelFlag& cancel) {
  CLOZE_TRY(const Source source, find_source(workspace, request.model));
  progress("reading the checkpoint", 0, 0);
  CLOZE_TRY(const LoadedCheckpoint checkpoint, load_checkpoint(source.folder, "cpu"));
  CLOZE_TRY(ModelFacts facts, collect_facts(workspace, source, checkpoint));
  facts.license = request.license;
  return export_folder(checkpoint, facts, request.folder, progress, &cancel);
}

}  // namespace cloze
