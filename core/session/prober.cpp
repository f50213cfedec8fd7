// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/prober.h"

#include "core/base/clock.h"
#include "core/probe/fill_mask.h"
#include "core/session/fill_json.h"
#include "core/session/run_plan.h"
#include "core/train/device.h"

namespace cloze {

Result<std::optional<RunRecord>> Prober::find_run(const FillRequest& request) {
  std::error_code error;
  // A path is meant where it names a folder; run ids and names are looked up otherwise.
  if (request.model.find('/') != std::string::npos && std::filesystem::is_directory(request.model, error))
    return std::optional<RunRecord>{};
  CLOZE_TRY(History history, History::open(workspace_.database()));
  CLOZE_TRY(RunRecord run, history.find_run(request.model));
  return std::optional<RunRecord>(std::move(run));
}

Result<FillResult> Prober::answer(const FillRequest& request, const std::optional<RunRecord>& run) {
  std::filesystem::path folder = request.model;
  if (run) {
    CLOZE_TRY(folder, newest_checkpoint(workspace_, *run));
  }
  if (!loaded_ || loaded_->folder != folder) {
    loaded_.reset();
    CLOZE_TRY(loaded_, load_checkpoint(folder, "cpu"));
  }
  CLOZE_TRY(FillResult result, fill_mask(loaded_->model, *loaded_->tokenizer, {request.text, request.top}));
  result.step = loaded_->state.step;
  if (run && request.record) {
    CLOZE_TRY(History history, History::open(workspace_.database()));
    CLOZE_CHECK(history.add_probe({run->id, unix_seconds(), result.step, request.text, to_json(result)}));
  }
  return result;
}

}  // namespace cloze
