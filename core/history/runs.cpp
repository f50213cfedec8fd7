// SPDX-License-Identifier: GPL-3.0-or-later
// Runs: their records, how one is found, and telling interrupted ones.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "core/base/clock.h"
#include "core/config/recipe_fields.h"
#include "core/history/events.h"
#include "core/history/labels.h"
#include "core/history/process.h"
#include "core/history/progress.h"
#include "core/history/state.h"

namespace cloze {
namespace {

/// In the order of RunStatus; these words stand in the file.
constexpr std::array<std::string_view, 7> status_words{"queued",  "running", "paused",     "finished",
                                                       "stopped", "failed",  "interrupted"};

/// The texts, which are long, last: SQLite reads a row from its beginning to the last value that is asked
/// for.
#define CLOZE_RUN_COLUMNS                                                                           \
  "key, id, name, status, dataset_hash, dataset_name, tokenizer_name, created, ended, process_id, " \
  "total_steps, failure, tags, note, archived, " CLOZE_PROGRESS_COLUMNS
constexpr int first_of_progress = 15, first_of_texts = first_of_progress + progress_columns;
#define CLOZE_RUNS "FROM run LEFT JOIN run_progress ON run_progress.run = run.key "
#define CLOZE_RUNS_WITH_TEXTS "SELECT " CLOZE_RUN_COLUMNS ", recipe_json, environment_json " CLOZE_RUNS

// The index run_by_time holds the runs in this order.
constexpr std::string_view newest_runs = CLOZE_RUNS_WITH_TEXTS "ORDER BY created DESC, key DESC LIMIT ?1";
constexpr std::string_view older_runs =
    "SELECT " CLOZE_RUN_COLUMNS " " CLOZE_RUNS "ORDER BY created DESC, key DESC LIMIT -1 OFFSET ?1";
constexpr std::string_view run_of_id = CLOZE_RUNS_WITH_TEXTS "WHERE id = ?1";
// substr rather than LIKE: what a person types may hold % and _.
constexpr std::string_view runs_beginning =
    CLOZE_RUNS_WITH_TEXTS "WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2";
constexpr std::string_view newest_named =
    CLOZE_RUNS_WITH_TEXTS "WHERE name = ?1 ORDER BY created DESC, key DESC LIMIT 1";

#undef CLOZE_RUNS_WITH_TEXTS
#undef CLOZE_RUNS
#undef CLOZE_RUN_COLUMNS

enum class Texts { with, without };

/// Appends the rows of one of the statements above.
Result<void> append_runs(Connection& connection, Query& query, Texts texts, std::vector<RunRecord>& found) {
  while (query.step()) {
    RunRecord run;
    run.id = query.text(1);
    run.name = query.text(2);
    const std::string_view status = query.blob(3);
    const auto word = std::ranges::find(status_words, status);
    if (word == status_words.end())
      return fail(ErrorCode::damaged, fmt::format("'{}': run {} has the unknown status '{}'",
                                                  connection.path().string(), run.id, status));
    run.status = static_cast<RunStatus>(word - status_words.begin());
    run.dataset_hash = query.text(4);
    run.dataset_name = query.text(5);
    run.tokenizer_name = query.text(6);
    run.created = query.real(7);
    run.ended = query.real(8);
    run.process_id = query.integer(9);
    run.total_steps = query.integer(10);
    run.failure = query.text(11);
    run.tags = split_tags(query.text(12));
    run.note = query.text(13);
    run.archived = query.integer(14) != 0;
    if (texts == Texts::with) {
      run.recipe_json = query.text(first_of_texts);
      run.environment_json = query.text(first_of_texts + 1);
    }
    read_progress(query, first_of_progress, run);
    found.push_back(std::move(run));
  }
  return {};
}

Result<std::vector<RunRecord>> read_runs(Connection& connection, std::string_view sql,
                                         std::string_view text) {
  std::vector<RunRecord> found;
  Query query(connection, sql);
  query.bind(1, text);
  CLOZE_CHECK(append_runs(connection, query, Texts::with, found));
  return found;
}

std::unexpected<Error> no_run(Connection& connection, std::string_view wanted) {
  std::vector<std::string> words;
  Query query(connection, "SELECT id, name FROM run");
  while (query.step()) {
    words.push_back(query.text(0));
    words.push_back(query.text(1));
  }
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  const std::string near = nearest(wanted, candidates);
  return fail(ErrorCode::not_found, fmt::format("there is no run '{}'", wanted),
              near.empty() ? "list the runs to see their names" : fmt::format("did you mean '{}'?", near));
}

bool has_ended(RunStatus status) {
  return status != RunStatus::queued && status != RunStatus::running && status != RunStatus::paused;
}

}  // namespace

std::string_view to_string(RunStatus status) {
  return status_words[static_cast<std::size_t>(status)];
}

Result<std::int64_t> History::State::key_of(std::string_view run_id) {
  Query query(connection, "SELECT key FROM run WHERE id = ?1");
  if (query.bind(1, run_id).step()) return query.integer(0);
  return no_run(connection, run_id);
}

Result<void> History::State::insert_run(const RunRecord& run) {
  if (run.id.empty()) return fail(ErrorCode::bad_input, "a run needs an id");
  for (const std::string& tag : run.tags) CLOZE_CHECK(check_tag(tag));
  if (Query known(connection, "SELECT 1 FROM run WHERE id = ?1"); known.bind(1, run.id).step())
    return fail(ErrorCode::bad_input, fmt::format("there is a run '{}' already", run.id));
  Query query(connection,
              "INSERT INTO run (id, name, status, recipe_json, dataset_hash, dataset_name, tokenizer_name, "
              "environment_json, created, ended, process_id, process_identity, total_steps, failure, "
              "tags, note, archived) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
  query.bind(1, run.id).bind(2, run.name).bind(3, to_string(run.status)).bind(4, run.recipe_json);
  query.bind(5, run.dataset_hash).bind(6, run.dataset_name).bind(7, run.tokenizer_name);
  query.bind(8, run.environment_json).bind(9, run.created).bind(10, run.ended).bind(11, run.process_id);
  query.bind(12, process_identity(run.process_id)).bind(13, run.total_steps).bind(14, run.failure);
  query.bind(15, joined_tags(run.tags)).bind(16, run.note).bind(17, std::int64_t{run.archived}).run();
  CLOZE_TRY(const std::int64_t key, key_of(run.id));
  add_progress(connection, key);
  return {};
}

Result<void> History::add_run(const RunRecord& run) {
  return state_->connection.writing("record the run", [&] { return state_->insert_run(run); });
}

Result<void> History::set_status(std::string_view run_id, RunStatus status, std::string_view failure) {
  return state_->connection.writing("record the run's status", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query query(state_->connection, "UPDATE run SET status = ?2, ended = ?3, failure = ?4 WHERE key = ?1");
    query.bind(1, key).bind(2, to_string(status)).bind(3, has_ended(status) ? unix_seconds() : 0.0);
    query.bind(4, failure).run();
    return {};
  });
}

Result<void> History::set_recipe(std::string_view run_id, std::string_view recipe_json) {
  return state_->connection.writing("record the run's settings", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query query(state_->connection, "UPDATE run SET recipe_json = ?2 WHERE key = ?1");
    query.bind(1, key).bind(2, recipe_json).run();
    return {};
  });
}

Result<void> History::set_process(std::string_view run_id, std::int64_t process_id) {
  return state_->connection.writing("record the run's process", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query query(state_->connection, "UPDATE run SET process_id = ?2, process_identity = ?3 WHERE key = ?1");
    query.bind(1, key).bind(2, process_id).bind(3, process_identity(process_id)).run();
    return {};
  });
}

Result<void> History::delete_run(std::string_view run_id) {
  return state_->connection.writing("delete the run", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query query(state_->connection, "DELETE FROM run WHERE key = ?1");
    query.bind(1, key).run();
    return {};
  });
}

Result<std::vector<RunRecord>> History::runs(std::size_t with_texts) {
  return state_->connection.reading("read the runs", [&]() -> Result<std::vector<RunRecord>> {
    Connection& connection = state_->connection;
    const auto newest = static_cast<std::int64_t>(
        std::min<std::size_t>(with_texts, std::numeric_limits<std::int64_t>::max()));
    std::vector<RunRecord> found;
    if (Query query(connection, "SELECT count(*) FROM run"); query.step())
      found.reserve(static_cast<std::size_t>(query.integer(0)));
    {
      Query query(connection, newest_runs);
      query.bind(1, newest);
      CLOZE_CHECK(append_runs(connection, query, Texts::with, found));
    }
    Query query(connection, older_runs);
    query.bind(1, newest);
    CLOZE_CHECK(append_runs(connection, query, Texts::without, found));
    return found;
  });
}

Result<std::string> History::newest_run() {
  return state_->connection.reading("find the newest run", [&]() -> Result<std::string> {
    Query query(state_->connection,
                "SELECT id FROM run WHERE status <> 'queued' ORDER BY created DESC, key DESC LIMIT 1");
    return query.step() ? query.text(0) : std::string();
  });
}

Result<std::vector<std::string>> History::recipes(std::span<const std::string> run_ids) {
  return state_->connection.reading("read recipes", [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> recipes;
    recipes.reserve(run_ids.size());
    for (const std::string& id : run_ids) {
      Query query(state_->connection, "SELECT recipe_json FROM run WHERE id = ?1");
      recipes.push_back(query.bind(1, id).step() ? query.text(0) : std::string());
    }
    return recipes;
  });
}

Result<RunRecord> History::find_run(std::string_view id_or_name) {
  return state_->connection.reading("find the run", [&]() -> Result<RunRecord> {
    Connection& connection = state_->connection;
    if (id_or_name.empty())
      return fail(ErrorCode::bad_input, "give a run's id, the beginning of one, or a name");
    CLOZE_TRY(auto exact, read_runs(connection, run_of_id, id_or_name));
    if (!exact.empty()) return std::move(exact.front());
    CLOZE_TRY(auto beginning, read_runs(connection, runs_beginning, id_or_name));
    if (beginning.size() == 1) return std::move(beginning.front());
    CLOZE_TRY(auto named, read_runs(connection, newest_named, id_or_name));
    if (!named.empty()) return std::move(named.front());
    if (beginning.size() > 1)
      return fail(ErrorCode::bad_input,
                  fmt::format("more than one run begins with '{}': {}, {}, ...", id_or_name, beginning[0].id,
                              beginning[1].id),
                  "type more of the id");
    return no_run(connection, id_or_name);
  });
}

Result<std::vector<std::string>> History::mark_interrupted() {
  struct Candidate {
    std::int64_t key = 0, process_id = 0, step = 0;
    std::string id, identity;
  };
  Connection& connection = state_->connection;
  std::vector<Candidate> gone;
  const auto look = [&]() -> Result<void> {
    Query query(connection,
                "SELECT key, process_id, (SELECT coalesce(max(step), 0) FROM metric WHERE run = key), id, "
                "process_identity FROM run WHERE status IN ('running', 'paused') ORDER BY key");
    while (query.step()) {
      Candidate run{query.integer(0), query.integer(1), query.integer(2), query.text(3), query.text(4)};
      if (!process_lives(run.process_id, run.identity)) gone.push_back(std::move(run));
    }
    return {};
  };
  CLOZE_CHECK(connection.reading("look for interrupted runs", look));
  std::vector<std::string> marked;
  // No write lock where there is nothing to write: this is asked at every start, beside a run in training
  // perhaps.
  if (gone.empty()) return marked;
  CLOZE_CHECK(connection.writing("mark interrupted runs", [&]() -> Result<void> {
    marked.clear();
    const double now = unix_seconds();
    for (const Candidate& run : gone) {
      // Another process may have marked or resumed it in the meantime: only the state that was looked at
      // changes.
      Query query(connection,
                  "UPDATE run SET status = 'interrupted', ended = ?2 WHERE key = ?1 AND "
                  "status IN ('running', 'paused') AND process_id = ?3 AND process_identity = ?4");
      if (query.bind(1, run.key).bind(2, now).bind(3, run.process_id).bind(4, run.identity).run() == 0)
        continue;
      insert_event(connection, run.key,
                   {run.step, now, "interrupted", "the program that trained it ended without saying so"});
      marked.push_back(run.id);
    }
    return {};
  }));
  return marked;
}

}  // namespace cloze
