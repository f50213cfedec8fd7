// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/connection.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <cctype>
#include <chrono>
#include <limits>
#include <thread>

#include "core/base/clock.h"
#include "core/base/random.h"

namespace cloze {
namespace {

/// SQLite's busy handler: sleeps a moment and says 1 to try again, or 0 to give up.
int wait_for_lock(void* waiting_since, int attempts) {
  double& since = *static_cast<double*>(waiting_since);
  const double now = steady_seconds();
  if (attempts == 0) since = now;
  if (now - since > busy_limit_seconds) return 0;
  const auto milliseconds = attempts < 4 ? 1 : 1 + mix(static_cast<std::uint64_t>(now * 1e9)) % 8;
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  return 1;
}

/// file: URI of a path; what has a meaning in URIs is escaped.
std::string uri(const std::filesystem::path& path) {
  std::string text = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '.' || c == '-' || c == '_')
      text += c;
    else
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

SQLite::Database open_database(const std::filesystem::path& path, ConnectionMode mode) {
  switch (mode) {
    case ConnectionMode::create:
      return SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    case ConnectionMode::read:
    case ConnectionMode::look:
      // Not OPEN_READONLY: that could not roll back a killed writer's transaction. query_only forbids the
      // rest.
      return SQLite::Database(path.string(), SQLite::OPEN_READWRITE);
    case ConnectionMode::inspect:
      return SQLite::Database(uri(path) + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  }
  throw SQLite::Exception("unknown mode of connection");
}

bool no_space_beside(const std::filesystem::path& path) {
  struct statvfs space {};
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (::statvfs(folder.c_str(), &space) != 0) return false;
  return space.f_bavail == 0 || (space.f_files > 0 && space.f_favail == 0);
}

}  // namespace

Error database_error(std::string_view doing, const std::filesystem::path& path,
                     const SQLite::Exception& error) {
  const auto told = [&](ErrorCode code, std::string_view what, std::string hint) {
    return Error{code, fmt::format("cannot {}: '{}': {}", doing, path.string(), what), std::move(hint)};
  };
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_FULL:
      return told(ErrorCode::disk_full, "no space left", "free some space on this disk and try again");
    case SQLITE_CORRUPT:
      return told(ErrorCode::damaged, "the file is damaged",
                  "put it aside and restore a copy, or start a new workspace");
    case SQLITE_NOTADB:
      return told(ErrorCode::damaged, "this is not a history of Cloze Studio",
                  "choose another workspace folder");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return told(ErrorCode::io, fmt::format("another program has held it for over {} s", busy_limit_seconds),
                  "close other programs that have this workspace open");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return told(ErrorCode::io, "it may not be written", "check the permissions of the file and its folder");
    case SQLITE_CANTOPEN:
      // Also what it says when there is no space to make the file or its journal.
      if (no_space_beside(path))
        return told(ErrorCode::disk_full, "no space left", "free some space on this disk and try again");
      return told(ErrorCode::io, "it cannot be opened", "check that the folder exists and its permissions");
    case SQLITE_IOERR:
      return told(ErrorCode::io, error.what(), "check the disk");
    case SQLITE_NOMEM:
      return told(ErrorCode::internal, "out of memory", "close other programs and try again");
    case SQLITE_ERROR:  // Our statements are right for our tables: a table or column is not as it was made.
      return told(ErrorCode::damaged, error.what(),
                  "put it aside and restore a copy, or start a new workspace");
    default:
      return told(ErrorCode::internal, error.what(), "");
  }
}

Connection::Connection(const std::filesystem::path& path, ConnectionMode mode)
    : path_(path), database_(open_database(path, mode)) {
  sqlite3_busy_handler(database_.getHandle(), &wait_for_lock, &waiting_since_);
  if (mode == ConnectionMode::inspect) return;
  if (mode == ConnectionMode::look)
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // A file from elsewhere may carry functions in its views and triggers; ours has none.
  database_.exec("PRAGMA trusted_schema = OFF");
  if (mode != ConnectionMode::create) {
    database_.exec("PRAGMA query_only = ON");
    return;
  }
  if (sqlite3_db_readonly(database_.getHandle(), "main") == 1)
    throw SQLite::Exception("read-only", SQLITE_READONLY);
  // Also leads a file back that somebody switched to WAL with another tool; while they hold it open this
  // cannot be done.
  const auto journal_mode = database_.execAndGet("PRAGMA journal_mode = TRUNCATE").getString();
  if (journal_mode != "truncate") throw SQLite::Exception("journal mode " + journal_mode, SQLITE_BUSY);
  database_.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
}

sqlite3_stmt* Connection::statement(std::string_view sql) {
  auto& kept = statements_[sql];
  if (!kept) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(database_.getHandle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) throw SQLite::Exception(database_.getHandle(), code);
    kept.reset(made);
  }
  return kept.get();
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) throw SQLite::Exception(database_, code);
  return code == SQLITE_ROW;
}

int Query::run() {
  if (step()) throw SQLite::Exception("the statement returns rows", SQLITE_MISUSE);
  const int changed = sqlite3_changes(database_);
  sqlite3_reset(statement_);
  return changed;
}

double Query::real_or_nan(int column) {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN() : real(column);
}

}  // namespace cloze
