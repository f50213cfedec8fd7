// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/model_jobs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/new_folder.h"
#include "core/base/version.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "core/config/recipe_json.h"
#include "core/interop/export_folder.h"
#include "core/interop/import_folder.h"
#include "core/session/run_plan.h"
#include "core/tokenizer/tokenizer_info.h"

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

/// The name of the folder or run whose weights a run started from; the rest of a path is nobody's business.
std::string origin_of(const RunRecord& run) {
  const auto environment = nlohmann::json::parse(run.environment_json, nullptr, /*allow_exceptions=*/false);
  if (!environment.is_object()) return {};
  if (const std::string folder = environment.value("imported_from", std::string()); !folder.empty())
    return fs::path(folder).lexically_normal().filename().string();
  return environment.value("started_from_model", std::string());
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
  facts.origin = origin_of(*source.run);
  CLOZE_TRY(History history, History::open(workspace.database()));
  CLOZE_TRY(const auto evaluations, history.evaluations(source.run->id));
  for (const EvaluationMetrics& evaluation : evaluations)
    if (evaluation.step == checkpoint.state.step) facts.evaluation = evaluation;
  return facts;
}

/// Where the tokenizer of an imported model is in the workspace.
struct Kept {
  std::string name;
  fs::path folder;
  bool made = false;
};

Result<Kept> keep_tokenizer(const Workspace& workspace, const ImportRequest& request,
                            const ImportedModel& imported) {
  // One that is here already serves this model too.
  if (!imported.foreign)
    for (const TokenizerInfo& info : workspace.list_tokenizers())
      if (info.hash == imported.tokenizer->hash()) return Kept{info.name, workspace.tokenizers() / info.name};
  const Kept kept{request.name, workspace.tokenizers() / request.name, true};
  CLOZE_CHECK(check_new_tokenizer(kept.folder));
  if (imported.foreign) {
    CLOZE_TRY([[maybe_unused]] const TokenizerInfo saved,
              save_foreign_tokenizer(*imported.foreign, kept.folder));
    return kept;
  }
  CLOZE_TRY(NewFolder folder, NewFolder::create(kept.folder));
  for (const char* name : tokenizer_files) {
    CLOZE_TRY(const std::string content, read_file(imported.tokenizer_folder / name));
    CLOZE_CHECK(write_file_synced(folder.path() / name, content));
  }
  CLOZE_CHECK(folder.publish());
  return kept;
}

RunRecord record_of(const ImportedModel& imported, const ImportRequest& request,
                    const std::string& tokenizer) {
  nlohmann::ordered_json environment;
  environment["program_version"] = program_version();
  environment["imported_from"] = request.folder.string();
  RunRecord record;
  record.created = unix_seconds();
  record.id = new_run_id(record.created);
  record.name = request.name;
  record.status = RunStatus::queued;
  record.recipe_json = recipe_to_json(imported.recipe);
  record.dataset_hash = imported.state.dataset_hash;
  record.tokenizer_name = tokenizer;
  record.environment_json = environment.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  record.process_id = ::getpid();
  record.total_steps = imported.state.step;
  return record;
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

Result<std::string> run_import_job(const Workspace& workspace, const ImportRequest& request,
                                   const ProgressSink& progress, const CancelFlag& cancel) {
  CLOZE_TRY(const ImportedModel imported, read_model_folder(request.folder, progress, &cancel));
  CLOZE_TRY(const Kept tokenizer, keep_tokenizer(workspace, request, imported));
  RunRecord record = record_of(imported, request, tokenizer.name);
  const auto save = [&]() -> Result<void> {
    progress("saving", 0, 0);
    CLOZE_TRY([[maybe_unused]] const fs::path saved,
              save_imported(imported, workspace.checkpoints(record.id), tokenizer.folder));
    CLOZE_TRY(History history, History::open(workspace.database()));
    CLOZE_CHECK(history.add_run(record));
    const auto tell = [&](const std::string& kind, const std::string& message) {
      return history.add_event(record.id, {imported.state.step, unix_seconds(), kind, message});
    };
    CLOZE_CHECK(tell("imported", fmt::format("from {}", request.folder.string())));
    for (const std::string& remark : imported.remarks) CLOZE_CHECK(tell("warning", remark));
    return history.set_status(record.id, RunStatus::finished);
  };
  if (auto saved = save(); !saved) {
    std::error_code ignored;  // The first error is the one to tell.
    fs::remove_all(workspace.run_folder(record.id), ignored);
    if (tokenizer.made) fs::remove_all(tokenizer.folder, ignored);
    return std::unexpected(std::move(saved).error());
  }
  return record.id;
}

Result<fs::path> find_checkpoint(const Workspace& workspace, const std::string& model) {
  CLOZE_TRY(Source source, find_source(workspace, model));
  return std::move(source.folder);
}

Result<std::string> lasting_name(const Workspace& workspace, const std::string& model) {
  CLOZE_TRY(const Source source, find_source(workspace, model));
  return source.run ? source.run->id : fs::absolute(source.folder).string();
}

Result<Dataset> dataset_for(const Workspace& workspace, const LoadedCheckpoint& checkpoint,
                            const std::string& run_name, const std::string& dataset) {
  const std::string wanted = dataset.empty() ? checkpoint.state.dataset_hash : dataset;
  if (wanted.empty())
    return fail(ErrorCode::bad_input,
                fmt::format("run '{}' was trained on no dataset of this workspace", run_name),
                "name a dataset that was built with its tokenizer");
  CLOZE_TRY(const fs::path folder, workspace.find_dataset(wanted));
  CLOZE_TRY(Dataset opened, Dataset::open(folder));
  if (opened.info().tokenizer_hash != checkpoint.tokenizer->hash())
    return fail(ErrorCode::bad_input,
                fmt::format("dataset '{}' was made with the tokenizer '{}', which is not that of run '{}'",
                            opened.info().name, opened.info().tokenizer_name, run_name),
                "build the dataset with the run's tokenizer");
  return opened;
}

}  // namespace cloze
