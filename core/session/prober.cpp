// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/prober.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/checkpoint/checkpoint_store.h"
#include "core/session/probe_answer.h"
#include "core/session/run_plan.h"
#include "core/session/step_losses.h"

namespace cloze {
namespace {

constexpr std::size_t most_loaded = 3;

}  // namespace

Result<std::optional<RunRecord>> Prober::find_run(const ProbeRequest& request) {
  std::error_code error;
  // A path is meant where it names a folder; run ids and names are looked up otherwise.
  if (request.model.find('/') != std::string::npos && std::filesystem::is_directory(request.model, error))
    return std::optional<RunRecord>{};
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_TRY(RunRecord run, history.find_run(request.model));
  return std::optional<RunRecord>(std::move(run));
}

Result<std::filesystem::path> Prober::folder_of(const ProbeRequest& request,
                                                const std::optional<RunRecord>& run) {
  if (!run) return std::filesystem::path(request.model);
  if (request.step == 0 && request.kind != ProbeKind::batch) return newest_checkpoint(workspace_, *run);
  CLOZE_TRY(const auto checkpoints, list_checkpoints(workspace_.checkpoints(run->id)));
  if (request.step == 0) {
    if (checkpoints.empty()) return newest_checkpoint(workspace_, *run);  // Which says why there is none.
    // The weights that saw the batch, or as near to them as the disk has.
    const auto behind = std::ranges::lower_bound(checkpoints, request.batch_step, {}, &Checkpoint::step);
    return (behind == checkpoints.begin() ? behind : behind - 1)->folder;
  }
  const auto found = std::ranges::find(checkpoints, request.step, &Checkpoint::step);
  if (found != checkpoints.end()) return found->folder;
  std::vector<std::int64_t> steps;
  for (const Checkpoint& checkpoint : checkpoints) steps.push_back(checkpoint.step);
  return fail(ErrorCode::not_found,
              fmt::format("run '{}' has no checkpoint of step {}", run->name, request.step),
              steps.empty() ? "it has none at all"
                            : fmt::format("it has those of the steps {}", fmt::join(steps, ", ")));
}

Result<const LoadedCheckpoint*> Prober::load(const std::filesystem::path& folder) {
  auto found = std::ranges::find(loaded_, folder, &LoadedCheckpoint::folder);
  if (found == loaded_.end()) {
    if (loaded_.size() == most_loaded) loaded_.pop_back();
    CLOZE_TRY(LoadedCheckpoint checkpoint, load_checkpoint(folder, "cpu"));
    loaded_.push_back(std::move(checkpoint));
    found = loaded_.end() - 1;
  }
  std::rotate(loaded_.begin(), found, found + 1);
  return &loaded_.front();
}

Result<StepLosses> Prober::step_losses_of(const ProbeRequest& request, const std::optional<RunRecord>& run,
                                          const GoesOn& goes_on) {
  if (!run)
    return fail(ErrorCode::bad_input,
                fmt::format("'{}' is a checkpoint, and batches are a run's", request.model), "name the run");
  if (request.batch_step < 1 || request.batch_step > run->step)
    return fail(ErrorCode::bad_input, fmt::format("run '{}' has no step {}", run->name, request.batch_step),
                run->step > 0 ? fmt::format("it has the steps 1 to {}", run->step) : "it has none yet");
  CLOZE_TRY(const std::filesystem::path folder, folder_of(request, run));
  CLOZE_TRY(const LoadedCheckpoint* checkpoint, load(folder));
  // Batches that a rollback left out are told by the newest one.
  CLOZE_TRY(const std::filesystem::path newest, newest_checkpoint(workspace_, *run));
  CLOZE_TRY(const TrainState last, read_checkpoint_state(newest));
  if (!rows_ || rows_of_ != run->dataset_hash) {
    CLOZE_TRY(rows_, RowPreviewer::open(workspace_, run->dataset_hash));
    rows_of_ = run->dataset_hash;
  }
  CLOZE_TRY(StepLosses losses, step_losses(*checkpoint, *rows_, last.left_out, request.batch_step, goes_on));
  CLOZE_TRY(History history, History::open_read_only(workspace_.database()));
  constexpr std::array wanted{StepColumn::mlm_loss};
  CLOZE_TRY(const StepColumns recorded, history.metric_columns(run->id, wanted));
  const auto at = std::ranges::lower_bound(recorded.steps, request.batch_step);
  if (at != recorded.steps.end() && *at == request.batch_step)
    losses.recorded_loss = recorded.values[0][static_cast<std::size_t>(at - recorded.steps.begin())];
  return losses;
}

ProbeDone Prober::answer(const ProbeRequest& request, const std::optional<RunRecord>& run,
                         const GoesOn& goes_on) {
  ProbeDone done;
  const auto work = [&]() -> Result<void> {
    if (request.kind == ProbeKind::batch) {
      CLOZE_TRY(done.batch, step_losses_of(request, run, goes_on));
      return {};
    }
    CLOZE_TRY(const std::filesystem::path folder, folder_of(request, run));
    CLOZE_TRY(const LoadedCheckpoint* checkpoint, load(folder));
    done = probe_answer(request, checkpoint->model, *checkpoint->tokenizer, checkpoint->state.step, false,
                        goes_on);
    if (!run) return {};
    if (const auto record = probe_record(request, done, run->id)) {
      CLOZE_TRY(History history, History::open(workspace_.database()));
      CLOZE_CHECK(history.add_probe(*record));
    }
    return {};
  };
  if (auto worked = work(); !worked) done.error = std::move(worked).error();
  return done;
}

}  // namespace cloze
