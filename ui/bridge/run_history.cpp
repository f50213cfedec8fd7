// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/run_history.h"

namespace cloze::ui {

Result<RunHistory> read_run(const std::filesystem::path& database, const std::string& id_or_name) {
  CLOZE_TRY(History history, History::open_read_only(database));
  RunHistory result;
  CLOZE_TRY(result.record, history.find_run(id_or_name));
  CLOZE_TRY(result.steps, history.metrics(result.record.id));
  CLOZE_TRY(result.evaluations, history.evaluations(result.record.id));
  CLOZE_TRY(result.events, history.events(result.record.id));
  return result;
}

RunSource history_source(const std::filesystem::path& database) {
  RunSource source;
  source.runs = [database]() -> Result<std::vector<RunRecord>> {
    std::error_code ignored;
    if (!std::filesystem::exists(database, ignored)) return std::vector<RunRecord>{};
    CLOZE_TRY(History history, History::open_read_only(database));
    return history.runs();
  };
  source.read = [database](const std::string& run) { return read_run(database, run); };
  return source;
}

}  // namespace cloze::ui
