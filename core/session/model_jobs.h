// SPDX-License-Identifier: GPL-3.0-or-later
// Taking models out of a workspace and bringing them in, as jobs.
#pragma once

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/session/session.h"

namespace cloze {

/// Returns the folder that was made.
Result<std::filesystem::path> run_export_job(const Workspace& workspace, const ExportRequest& request,
                                             const ProgressSink& progress, const CancelFlag& cancel);

/// Returns the id of the run that was made.
Result<std::string> run_import_job(const Workspace& workspace, const ImportRequest& request,
                                   const ProgressSink& progress, const CancelFlag& cancel);

/// The folder of a run's newest checkpoint, or the one that is named by its path.
Result<std::filesystem::path> find_checkpoint(const Workspace& workspace, const std::string& model);

/// What finds the same run or folder later and from anywhere: the run's id, or an absolute path.
Result<std::string> lasting_name(const Workspace& workspace, const std::string& model);

/// Opens the dataset of this name or hash, else the one the checkpoint was trained on; bad_input when its ids
/// are those of another tokenizer.
Result<Dataset> dataset_for(const Workspace& workspace, const LoadedCheckpoint& checkpoint,
                            const std::string& run_name, const std::string& dataset);

}  // namespace cloze
