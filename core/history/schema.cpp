// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/schema.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <system_error>

#include "core/base/file.h"

namespace cloze {
namespace {

constexpr std::string_view version_1 = R"sql(
CREATE TABLE run (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  recipe_json TEXT NOT NULL,
  dataset_hash TEXT NOT NULL,
  dataset_name TEXT NOT NULL,
  tokenizer_name TEXT NOT NULL,
  environment_json TEXT NOT NULL,
  created REAL NOT NULL,
  ended REAL NOT NULL,
  process_id INTEGER NOT NULL,
  process_identity TEXT NOT NULL,
  total_steps INTEGER NOT NULL,
  failure TEXT NOT NULL
);
CREATE TABLE metric (
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  loss REAL, mlm_loss REAL, nsp_loss REAL, learning_rate REAL, gradient_norm REAL,
  seconds REAL, tokens REAL, tokens_per_second REAL, epoch REAL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE evaluation (
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  loss REAL, accuracy REAL, nsp_loss REAL, nsp_accuracy REAL,
  predicted_tokens INTEGER NOT NULL,
  seconds REAL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE event (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  time REAL NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE INDEX event_of_run ON event(run);
CREATE TABLE probe (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  time REAL NOT NULL,
  text TEXT NOT NULL,
  result_json TEXT NOT NULL
);
CREATE INDEX probe_of_run ON probe(run);
)sql";

constexpr std::string_view version_2 = R"sql(
ALTER TABLE run ADD COLUMN tags TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr std::string_view version_3 = R"sql(
CREATE TABLE metric_block (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  first_step INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE UNIQUE INDEX metric_block_of_run ON metric_block(run, name, first_step);
)sql";

constexpr std::string_view version_4 = R"sql(
CREATE TABLE run_progress (
  run INTEGER PRIMARY KEY REFERENCES run(key) ON DELETE CASCADE,
  step INTEGER,
  loss REAL, mlm_loss REAL, nsp_loss REAL, learning_rate REAL, gradient_norm REAL,
  seconds REAL, tokens REAL, tokens_per_second REAL, epoch REAL,
  evaluated_step INTEGER,
  held_out_loss REAL, accuracy REAL, held_out_nsp_loss REAL, nsp_accuracy REAL,
  predicted_tokens INTEGER,
  evaluation_seconds REAL,
  best_loss REAL
);
CREATE INDEX run_by_time ON run(created);
INSERT INTO run_progress (run) SELECT key FROM run;
UPDATE run_progress SET
  (step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, tokens_per_second, epoch) =
  (SELECT step, loss, mlm_loss, nsp_loss, learning_rate, gradient_norm, seconds, tokens, tokens_per_second, epoch
    FROM metric WHERE metric.run = run_progress.run ORDER BY metric.step DESC LIMIT 1),
  (evaluated_step, held_out_loss, accuracy, held_out_nsp_loss, nsp_accuracy, predicted_tokens, evaluation_seconds) =
  (SELECT step, loss, accuracy, nsp_loss, nsp_accuracy, predicted_tokens, seconds
    FROM evaluation WHERE evaluation.run = run_progress.run ORDER BY evaluation.step DESC LIMIT 1),
  best_loss = (SELECT min(evaluation.loss) FROM evaluation
    WHERE evaluation.run = run_progress.run AND abs(evaluation.loss) < 9e999);
)sql";

constexpr std::string_view version_5 = R"sql(
CREATE TABLE pin (
  key INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  since REAL NOT NULL,
  pinned INTEGER NOT NULL
);
CREATE TABLE pin_score (
  run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE,
  pin INTEGER NOT NULL REFERENCES pin(key) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  surprisal REAL,
  PRIMARY KEY (run, pin, step)
) WITHOUT ROWID;
CREATE TABLE queue (
  run INTEGER PRIMARY KEY REFERENCES run(key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  options TEXT NOT NULL
);
)sql";

constexpr std::string_view version_6 = R"sql(
ALTER TABLE run_progress ADD COLUMN best_accuracy REAL;
ALTER TABLE run_progress ADD COLUMN best_nsp_accuracy REAL;
UPDATE run_progress SET (best_accuracy, best_nsp_accuracy) =
  (SELECT max(evaluation.accuracy), max(evaluation.nsp_accuracy) FROM evaluation
    WHERE evaluation.run = run_progress.run);
)sql";

constexpr std::array migrations{version_1, version_2, version_3, version_4, version_5, version_6};

std::int64_t number(Connection& connection, const char* sql) {
  return connection.database().execAndGet(sql).getInt64();
}

Result<void> refuse_newer(const std::filesystem::path& path, std::int64_t version, std::int64_t known) {
  return fail(
      ErrorCode::newer_version,
      fmt::format(
          "'{}' was written by a newer version of Cloze Studio (history version {}, this one knows {})",
          path.string(), version, known),
      "update Cloze Studio, or choose another workspace");
}

/// While it lives, rows may refer to nothing. A migration makes a table anew by dropping the old one, and
/// that would delete all rows that refer to it. SQLite lets this be switched outside of transactions only.
class WithoutForeignKeys {
 public:
  explicit WithoutForeignKeys(SQLite::Database& database) : database_(database) {
    database_.exec("PRAGMA foreign_keys = OFF");
  }
  WithoutForeignKeys(const WithoutForeignKeys&) = delete;
  WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;
  ~WithoutForeignKeys() { database_.tryExec("PRAGMA foreign_keys = ON"); }

 private:
  SQLite::Database& database_;
};

/// Size of a file that SQLite keeps beside the database.
std::uintmax_t bytes_beside(const std::filesystem::path& path, const char* suffix) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path.string() + suffix, error);
  return error ? 0 : bytes;
}

}  // namespace

std::span<const std::string_view> history_migrations() {
  return migrations;
}

Result<HistoryFile> judge_history(Connection& connection) {
  // Inside one transaction: the marks that are read belong together.
  return connection.reading("open the history", [&]() -> Result<HistoryFile> {
    const std::int64_t owner = number(connection, "PRAGMA application_id");
    const std::int64_t version = number(connection, "PRAGMA user_version");
    const std::string path = connection.path().string();
    if (owner == 0 && version == 0 && number(connection, "SELECT count(*) FROM sqlite_master") == 0)
      return HistoryFile::empty;
    if (owner != history_application_id)
      return fail(ErrorCode::damaged,
                  fmt::format("'{}' is a database of another program (application id {:#010x})", path,
                              static_cast<std::uint32_t>(owner)),
                  "choose another workspace folder, or move that file away");
    if (version > history_schema_version())
      return std::unexpected(refuse_newer(connection.path(), version, history_schema_version()).error());
    if (version < 1)
      return fail(ErrorCode::damaged, fmt::format("'{}' carries the history version {}", path, version),
                  "put it aside and restore a copy, or start a new workspace");
    return version < history_schema_version() ? HistoryFile::older : HistoryFile::current;
  });
}

Result<HistoryFile> inspect_history(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return HistoryFile::missing;
  if (error) return std::unexpected(io_error("cannot open", path, error.value()));
  if (status.type() != std::filesystem::file_type::regular)
    return fail(ErrorCode::io, fmt::format("'{}' is not a file", path.string()),
                "choose another workspace folder");
  const auto look = [&](ConnectionMode mode) -> Result<HistoryFile> {
    try {
      Connection connection(path, mode);
      return judge_history(connection);
    } catch (const SQLite::Exception& thrown) {
      return std::unexpected(database_error("open the history", path, thrown));
    }
  };
  // A write-ahead log that was left beside the file holds a part of what the file is.
  if (bytes_beside(path, "-wal") > 0) return look(ConnectionMode::look);
  const auto seen = look(ConnectionMode::inspect);
  if (seen || seen.error().code == ErrorCode::newer_version) return seen;
  // A power cut while a file is made can leave it without its header, and the way back in a journal beside
  // it. SQLite applies a journal only when it is complete, so what is not a database stays as it is. And what
  // was read without a lock may have been another's half-written commit: seen again, it is whole.
  return look(bytes_beside(path, "-journal") > 0 ? ConnectionMode::look : ConnectionMode::inspect);
}

Result<void> migrate(Connection& connection, std::span<const std::string_view> steps) {
  return connection.guarded("migrate the history", [&] {
    const WithoutForeignKeys off(connection.database());
    return connection.writing("migrate the history", [&]() -> Result<void> {
      // Read again under the write lock: another process may have migrated since the file was looked at.
      const auto version = static_cast<std::size_t>(number(connection, "PRAGMA user_version"));
      if (version > steps.size())
        return refuse_newer(connection.path(), static_cast<std::int64_t>(version),
                            static_cast<std::int64_t>(steps.size()));
      if (version == steps.size()) return {};
      for (const std::string_view sql : steps.subspan(version)) connection.database().exec(std::string(sql));
      if (number(connection, "SELECT count(*) FROM pragma_foreign_key_check") != 0)
        return fail(ErrorCode::damaged,
                    fmt::format("'{}': rows of the history belong to runs that are not there",
                                connection.path().string()),
                    "put it aside and restore a copy, or start a new workspace");
      connection.database().exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                             history_application_id, steps.size()));
      return {};
    });
  });
}

}  // namespace cloze
