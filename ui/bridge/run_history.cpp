// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_history.h"

namespace cloze::ui {
namespace {

/// More than a table shows at once; a list of tens of thousands should not wait for what is out of sight.
constexpr std::size_t listed_with_texts = 200;

}  // namespace

Result<RunHistory> read_run(const std::filesystem::path& database, const std::string& id_or_name) {
  CLOZE_TRY(History history, History::open_read_only(database));
  RunHistory result;
  CLOZE_TRY(result.record, history.find_run(id_or_name));
  CLOZE_TRY(result.steps, history.metrics(result.record.id));
  CLOZE_TRY(result.evaluations, history.evaluations(result.record.id));
  CLOZE_TRY(result.events, history.events(result.record.id));
  return result;
}

Result<RunCurves> read_curves(History& history, const std::string& run_id,
                              const std::vector<StepColumn>& columns) {
  RunCurves curves;
  curves.columns = columns;
  CLOZE_TRY(curves.steps, history.metric_columns(run_id, columns));
  CLOZE_TRY(curves.evaluations, history.evaluations(run_id));
  CLOZE_TRY(curves.events, history.events(run_id));
  return curves;
}

RunSource history_source(const std::filesystem::path& database) {
  RunSource source;
  source.runs = [database]() -> Result<std::vector<RunRecord>> {
    std::error_code ignored;
    if (!std::filesystem::exists(database, ignored)) return std::vector<RunRecord>{};
    CLOZE_TRY(History history, History::open_read_only(database));
    return history.runs(listed_with_texts);
  };
  source.recipes = [database](const std::vector<std::string>& runs) -> Result<std::vector<std::string>> {
    CLOZE_TRY(History history, History::open_read_only(database));
    return history.recipes(runs);
  };
  source.at_step = [database](std::int64_t step,
                              const std::vector<std::string>& runs) -> Result<std::vector<RunAtStep>> {
    CLOZE_TRY(History history, History::open_read_only(database));
    return history.at_step(step, runs);
  };
  source.curves = [database](const std::string& run,
                             const std::vector<StepColumn>& columns) -> Result<RunCurves> {
    CLOZE_TRY(History history, History::open_read_only(database));
    return read_curves(history, run, columns);
  };
  return source;
}

}  // namespace cloze::ui
