// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/metrics_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/file.h"
#include "core/base/new_folder.h"
#include "core/base/text_name.h"
#include "core/history/history.h"

namespace cloze {
namespace {

/// What a viewer calls the run: its name, with the id where that is another run's name too.
std::string folder_name(const Workspace& workspace, const RunRecord& run, const std::vector<RunRecord>& all) {
  const std::string id = workspace.run_folder(run.id).filename().string();
  if (!check_name("run", run.name)) return id;  // A damaged history may hold a path here.
  const bool shared = std::ranges::any_of(
      all, [&](const RunRecord& other) { return other.id != run.id && other.name == run.name; });
  return shared ? fmt::format("{} {}", run.name, id) : run.name;
}

}  // namespace

Result<std::filesystem::path> run_metrics_job(const Workspace& workspace, const MetricsExportRequest& request,
                                              const ProgressSink& progress, const CancelFlag& cancel) {
  if (request.runs.empty()) return fail(ErrorCode::bad_input, "no run is named", "name one or more runs");
  if (!request.formats.tensorboard && !request.formats.csv)
    return fail(ErrorCode::bad_input, "no format is chosen", "choose tensorboard, csv or both");
  CLOZE_TRY(History history, History::open(workspace.database()));
  std::vector<RunRecord> runs;
  for (const std::string& name : request.runs) {
    CLOZE_TRY(RunRecord run, history.find_run(name));
    if (std::ranges::none_of(runs, [&](const RunRecord& other) { return other.id == run.id; }))
      runs.push_back(std::move(run));
  }
  CLOZE_TRY(NewFolder folder, NewFolder::create(request.folder));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    progress("writing metrics", i, runs.size());
    RunMetrics metrics{runs[i], {}, {}};
    CLOZE_TRY(metrics.steps, history.metrics(runs[i].id));
    CLOZE_TRY(metrics.evaluations, history.evaluations(runs[i].id));
    const auto inside = folder.path() / folder_name(workspace, runs[i], runs);
    CLOZE_CHECK(make_folders(inside));
    CLOZE_CHECK(write_metrics(metrics, request.formats, inside, &cancel));
  }
  CLOZE_CHECK(folder.publish());
  return request.folder;
}

}  // namespace cloze
