// SPDX-License-Identifier: GPL-3.0-or-later
// One connection to the history's file: how it is opened, how it waits for others, its prepared statements,
// and how SQLite's errors become ours. Internal to core/history; includes SQLite's headers, so nothing
// outside includes it.
//
// Journal mode: TRUNCATE (a rollback journal), synchronous FULL. Why not WAL, which lets readers go on while
// another writes: before 3.51.3, SQLite can corrupt a WAL database when one connection begins a checkpoint
// while another commits (the "WAL-reset bug", sqlite.org/wal.html; Debian 12 has 3.40.1), and several
// processes writing and reading one file is exactly how a workspace is used. A single checkpointer chosen
// among processes that may be killed at any moment would be one more thing to get right, and WAL needs shared
// memory beside the file, which read-only folders and network drives do not give. What a rollback journal
// costs, we can pay: a commit waits until no reader is inside a query, and readers wait while a commit is
// written. Our writers commit a few times a second, each in milliseconds; our longest query takes about a
// tenth of a second. FULL rather than NORMAL, so that a row that was acknowledged survives a power cut: the
// truncation of the journal, which is the commit, is flushed. TRUNCATE rather than DELETE, which flushes the
// folder for each journal it makes, and after removing it (the commit there) only with synchronous EXTRA.
// tests/core/history/crash_test.cpp cuts the power after every call.
//
// Waiting: a connection that meets another's lock sleeps and tries again for up to busy_limit_seconds.
// SQLite's own busy_timeout sleeps longer at each try, up to 100 ms, so that under steady writing the one
// that waits longest is served last; here the sleeps stay within a few milliseconds, each a different length,
// and nobody starves. Writers begin IMMEDIATE: they take the write lock while they hold nothing, so two of
// them cannot wait for each other.
//
// POSIX trap: closing any descriptor of the file drops all locks that this process holds on it. So within a
// process the file is opened through SQLite only, which keeps such descriptors until the locks are gone.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "core/base/result.h"

namespace cloze {

inline constexpr double busy_limit_seconds = 60;

enum class ConnectionMode {
  create,   ///< Reads and writes; makes the file when it is missing.
  read,     ///< Queries only. It may still roll back what a killed writer left half-done, as any reader must.
  inspect,  ///< Looks at the file's bytes as they are: no locks, no rollback, nothing written.
  look,     ///< As read, and leaves a write-ahead log that others left where it is.
};

/// What SQLite reported, told with the file and what was being done.
Error database_error(std::string_view doing, const std::filesystem::path& path,
                     const SQLite::Exception& error);

class Connection {
 public:
  /// Throws SQLite::Exception.
  Connection(const std::filesystem::path& path, ConnectionMode mode);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Database& database() { return database_; }
  const std::filesystem::path& path() const { return path_; }
  /// The statement for this SQL, prepared once and kept. sql is a literal: the text must outlive the
  /// connection.
  sqlite3_stmt* statement(std::string_view sql);

  /// Runs work, which returns a Result, and turns SQLite's exceptions into its error.
  template <class Work>
  std::invoke_result_t<Work> guarded(std::string_view doing, Work&& work) {
    try {
      return std::forward<Work>(work)();
    } catch (const SQLite::Exception& error) {
      return std::unexpected(database_error(doing, path_, error));
    }
  }

  /// guarded() inside a transaction that takes the write lock at once; commits when work succeeds, else rolls
  /// back.
  template <class Work>
  std::invoke_result_t<Work> writing(std::string_view doing, Work&& work) {
    return in_transaction(doing, SQLite::TransactionBehavior::IMMEDIATE, std::forward<Work>(work));
  }

  /// guarded() inside a transaction that reads: all queries see one state of the file.
  template <class Work>
  std::invoke_result_t<Work> reading(std::string_view doing, Work&& work) {
    return in_transaction(doing, SQLite::TransactionBehavior::DEFERRED, std::forward<Work>(work));
  }

 private:
  template <class Work>
  std::invoke_result_t<Work> in_transaction(std::string_view doing, SQLite::TransactionBehavior kind,
                                            Work&& work) {
    return guarded(doing, [&]() -> std::invoke_result_t<Work> {
      SQLite::Transaction transaction(database_, kind);
      auto result = work();
      if (result) transaction.commit();
      return result;
    });
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  std::filesystem::path path_;
  double waiting_since_ = 0;  ///< Of the busy handler, which holds its address.
  SQLite::Database database_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

/// A kept statement borrowed for one use. Reset at the end: one left in the middle would hold its lock on the
/// file. SQLite's own calls rather than SQLiteCpp's, whose columns each share the statement: a list of runs
/// has a million of them.
class Query {
 public:
  Query(Connection& connection, std::string_view sql)
      : database_(connection.database().getHandle()), statement_(connection.statement(sql)) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  Query& bind(int index, std::int64_t value) { return check(sqlite3_bind_int64(statement_, index, value)); }
  Query& bind(int index, double value) { return check(sqlite3_bind_double(statement_, index, value)); }
  Query& bind(int index, std::string_view value) {
    return check(sqlite3_bind_text64(statement_, index, value.data() ? value.data() : "", value.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  /// The bytes must stay as they are until the statement has run.
  Query& bind_blob(int index, std::string_view bytes) {
    return check(sqlite3_bind_blob64(statement_, index, bytes.data(), bytes.size(), SQLITE_STATIC));
  }
  /// True while there is a row; not to be called again after that.
  bool step();
  /// Runs a statement that returns no rows, and returns how many rows it changed. May be bound and run again.
  int run();

  bool is_null(int column) { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) { return std::string(blob(column)); }
  /// Until the next step.
  std::string_view blob(int column) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes, bytes ? static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)) : 0};
  }
  double real(int column) { return sqlite3_column_double(statement_, column); }
  /// NULL reads as NaN: SQLite has no NaN and stores NULL for it.
  double real_or_nan(int column);

 private:
  Query& check(int code) {
    if (code != SQLITE_OK) throw SQLite::Exception(database_, code);
    return *this;
  }

  sqlite3* database_;
  sqlite3_stmt* statement_;
};

}  // namespace cloze
