// SPDX-License-Identifier: GPL-3.0-or-later
// Opening the history. Runs, metrics and events are in files of their own.
#include "core/history/history.h"

#include <fmt/format.h>

#include "core/history/schema.h"
#include "core/history/state.h"

namespace cloze {

History::History(std::unique_ptr<State> state) : state_(std::move(state)) {}
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

Result<History> History::open(const std::filesystem::path& database) {
  // What is refused is refused before it is touched.
  CLOZE_CHECK(inspect_history(database));
  try {
    auto state = std::make_unique<State>(database, ConnectionMode::create);
    CLOZE_TRY(const HistoryFile found, judge_history(state->connection));
    if (found != HistoryFile::current) CLOZE_CHECK(migrate(state->connection, history_migrations()));
    return History(std::move(state));
  } catch (const SQLite::Exception& error) {
    return std::unexpected(database_error("open the history", database, error));
  }
}

Result<History> History::open_read_only(const std::filesystem::path& database) {
  CLOZE_TRY(HistoryFile found, inspect_history(database));
  try {
    std::unique_ptr<State> state;
    if (found != HistoryFile::missing) {
      state = std::make_unique<State>(database, ConnectionMode::read);
      CLOZE_TRY(found, judge_history(state->connection));
    }
    if (found == HistoryFile::missing || found == HistoryFile::empty)
      return fail(ErrorCode::not_found, fmt::format("there is no history at '{}'", database.string()),
                  "start a run in this workspace first");
    if (found == HistoryFile::older)
      return fail(
          ErrorCode::unavailable,
          fmt::format("'{}' was written by an older version and is not converted yet", database.string()),
          "open this workspace for writing once: start the studio or a run in it");
    return History(std::move(state));
  } catch (const SQLite::Exception& error) {
    return std::unexpected(database_error("open the history", database, error));
  }
}

}  // namespace cloze
