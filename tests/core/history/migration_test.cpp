// SPDX-License-Identifier: GPL-3.0-or-later
// Older files become current ones, whatever happens meanwhile. tests/golden/history_v<n>.sql is a history as
// version n of the schema kept it; CLOZE_WRITE_GOLDEN=1 makes TheCurrentVersionIsStored write the one of the
// current version, which is done once, when that version is new.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/history/connection.h"
#include "core/history/schema.h"
#include "tests/core/history/support.h"
#include "tests/reliability/soak.h"
#include "tests/support/disk_faults.h"
#include "tests/support/places.h"
#include "tests/support/power_cut.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::DiskCall;
using test::DiskCallKind;
using test::FaultyDisk;
using test::file_bytes;
using test::KillMoment;
using test::open_history;
using test::PowerCut;

constexpr double infinite = std::numeric_limits<double>::infinity();

fs::path golden(std::int64_t version) {
  return test::source_path(fmt::format("tests/golden/history_v{}.sql", version));
}

/// A database as SQL: marks, tables and indexes in the order they were made, rows.
std::string dump(const fs::path& path) {
  SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
  std::string text;
  for (const char* mark : {"application_id", "user_version"})
    text += fmt::format("PRAGMA {} = {};\n", mark,
                        database.execAndGet(fmt::format("PRAGMA {}", mark)).getInt64());
  std::vector<std::string> tables;
  SQLite::Statement made(database,
                         "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid");
  while (made.executeStep()) {
    if (made.getColumn(0).getString() == "table") tables.push_back(made.getColumn(1).getString());
    text += made.getColumn(2).getString() + ";\n";
  }
  for (const std::string& table : tables) {
    SQLite::Statement rows(database, fmt::format("SELECT * FROM {} ORDER BY 1, 2", table));
    while (rows.executeStep()) {
      text += fmt::format("INSERT INTO {} VALUES(", table);
      for (int i = 0; i < rows.getColumnCount(); ++i) {
        const SQLite::Column value = rows.getColumn(i);
        if (i > 0) text += ", ";
        if (value.isNull())
          text += "NULL";
        else if (value.isFloat())  // 9e999 is how SQL writes infinity.
          text += std::isinf(value.getDouble()) ? (value.getDouble() < 0 ? "-9e999" : "9e999")
                                                : fmt::format("{:#}", value.getDouble());
        else if (value.isInteger())
          text += std::to_string(value.getInt64());
        else {
          text += '\'';
          for (const char c : value.getString()) text += c == '\'' ? "''" : std::string(1, c);
          text += '\'';
        }
      }
      text += ");\n";
    }
  }
  return text;
}

/// With so small a cache that pages reach the file before the end. Dies before that statement, counted from
/// 1; 0 for never.
Result<void> killed_before(const fs::path& path, std::span<const std::string_view> migrations,
                           int statement) {
  Connection connection(path, ConnectionMode::create);
  connection.database().exec("PRAGMA cache_size = 5");
  if (statement > 0)
    sqlite3_trace_v2(
        connection.database().getHandle(), SQLITE_TRACE_STMT,
        [](unsigned, void* left, void*, void*) {
          if (--*static_cast<int*>(left) == 0) ::raise(SIGKILL);
          return 0;
        },
        &statement);
  return migrate(connection, migrations);
}

/// The runs of the history stored for a version, with every kind of value that its columns can have.
void add_golden_rows(History& history, std::int64_t version) {
  const auto must = [](const auto& result) {
    if (!result) throw std::runtime_error(to_string(result.error()));
  };
  RunRecord run = test::a_run("20260131-123456-ab12", "first");
  run.status = RunStatus::finished;
  run.recipe_json = R"({"name": "it's", "seed": 7})";
  run.dataset_hash = "0123abcd";
  run.dataset_name = "people";
  run.tokenizer_name = "small";
  run.environment_json = R"({"threads": 2})";
  run.ended = 2000.5;
  run.total_steps = 300;
  must(history.add_run(run));
  std::vector<StepMetrics> rows = test::steps(1, 300);
  rows[1].loss = infinite;
  rows[2].loss = -infinite;
  rows[3].loss = test::steps(1, 1)[0].nsp_loss;  // NaN
  rows[4] = {5, 4.5, 4.25, 0.25, 1e-300, 1e300, 0.1, 5e9, 123456.789, 1.0 / 3};
  must(history.add_metrics(run.id, rows));
  must(history.add_evaluation(run.id, {100, 3.5, 0.25, 0.5, 0.75, 1000, 2.5}));
  must(history.add_evaluation(run.id, {200, infinite, 0, not_a_number, not_a_number, 0, 0.1}));
  must(history.add_event(run.id, {0, 1000.25, "started", "on the \"CPU\"\nand so on"}));
  must(history.add_event(run.id, {300, 2000.5, "finished", ""}));
  must(history.add_probe({run.id, 1500, 200, "Straße [MASK] ünïcode", "[]"}));
  RunRecord failed = test::a_run("20260201-000000-0001", "second", 3000);
  failed.status = RunStatus::failed;
  failed.failure = "no space left";
  if (version >= 2) {
    failed.tags = {"base", "\u91cd\u8981"};
    failed.note = "it's full\nagain";
    failed.archived = true;
  }
  must(history.add_run(failed));
}

class MigrationTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  fs::path root_ = fs::canonical(folder_.path());
  fs::path path_ = root_ / "cloze.db";

  void make(const fs::path& path, const std::string& sql) const {
    SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("PRAGMA foreign_keys = OFF; BEGIN;" + sql + "COMMIT");
  }
};

TEST_F(MigrationTest, TheCurrentVersionIsStored) {
  {
    History history = open_history(path_);
    add_golden_rows(history, history_schema_version());
  }
  const fs::path stored = golden(history_schema_version());
  if (std::getenv("CLOZE_WRITE_GOLDEN") != nullptr)
    test::put_file(stored,
                   "-- Written by tests/core/history/migration_test.cpp; never changed.\n" + dump(path_));
  ASSERT_TRUE(fs::exists(stored)) << "a new version of the schema needs its file";
  // Byte for byte: a schema that was released is not edited.
  EXPECT_EQ(file_bytes(stored),
            "-- Written by tests/core/history/migration_test.cpp; never changed.\n" + dump(path_));
}

TEST_F(MigrationTest, EveryReleasedVersionBecomesTheCurrentOne) {
  for (std::int64_t version = 1; version <= history_schema_version(); ++version) {
    SCOPED_TRACE(version);
    const fs::path old = root_ / fmt::format("v{}.db", version),
                   fresh = root_ / fmt::format("new{}.db", version);
    make(old, file_bytes(golden(version)));
    {
      History history = open_history(fresh);
      add_golden_rows(history, version);
    }
    History history = open_history(old), expected = open_history(fresh);
    const auto runs = history.runs().value();
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].failure, "no space left");
    EXPECT_EQ(runs[1].recipe_json, R"({"name": "it's", "seed": 7})");
    EXPECT_EQ(runs[1].ended, 2000.5);
    EXPECT_EQ(runs[1].best_loss, 3.5);
    EXPECT_EQ(runs[1].best_accuracy, 0.25);
    EXPECT_EQ(runs[1].best_nsp_accuracy, 0.75);
    EXPECT_EQ(runs[1].step, 300);
    EXPECT_EQ(runs[1].last->loss, 1.0 / 300);
    EXPECT_TRUE(std::isnan(runs[1].last->nsp_loss));
    EXPECT_EQ(runs[1].last_evaluation->step, 200);
    EXPECT_EQ(runs[1].last_evaluation->loss, infinite);
    EXPECT_FALSE(runs[0].last);
    const auto metrics = history.metrics(runs[1].id).value();
    ASSERT_EQ(metrics.size(), 300u);
    EXPECT_EQ(metrics[1].loss, infinite);
    EXPECT_EQ(metrics[2].loss, -infinite);
    EXPECT_TRUE(std::isnan(metrics[3].loss));
    EXPECT_EQ(metrics[4].epoch, 1.0 / 3);
    EXPECT_EQ(metrics[4].learning_rate, 1e-300);
    EXPECT_EQ(history.evaluations(runs[1].id)->size(), 2u);
    EXPECT_EQ(history.events(runs[1].id)->front().message, "on the \"CPU\"\nand so on");
    EXPECT_EQ(history.probes(runs[1].id)->front().text, "Straße [MASK] ünïcode");
    // What it becomes cannot be told from one that was made so.
    EXPECT_EQ(dump(old), dump(fresh));
    ASSERT_OK(history.add_metrics(runs[0].id, test::steps(1, 3)));
  }
}

TEST_F(MigrationTest, ACrashBetweenAnyTwoStatementsOfAReleasedOneLeavesTheOldOrTheNew) {
  const std::int64_t current = history_schema_version();
  for (std::int64_t version = 1; version < current; ++version) {
    const fs::path old = root_ / "old.db", fresh = root_ / "new.db";
    for (const fs::path& path : {old, fresh}) {
      fs::remove(path);
      make(path, file_bytes(golden(version)));
    }
    { open_history(fresh); }
    int kills = 0;
    for (int status = 0;; ++kills) {
      SCOPED_TRACE(fmt::format("version {}, killed before statement {}", version, kills + 1));
      fs::remove(path_.string() + "-journal");
      fs::copy_file(old, path_, fs::copy_options::overwrite_existing);
      const pid_t child = ::fork();
      if (child == 0) ::_exit(killed_before(path_, history_migrations(), kills + 1) ? 0 : 1);
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      if (WIFEXITED(status)) break;
      ASSERT_EQ(WTERMSIG(status), SIGKILL);
      const std::string found = dump(path_);
      ASSERT_TRUE(found == dump(old) || found == dump(fresh)) << found;
      { open_history(path_); }
      ASSERT_EQ(dump(path_), dump(fresh));
    }
    EXPECT_GT(kills, 5);
    EXPECT_EQ(dump(path_), dump(fresh));
  }
}

/// Made-up later versions with what migrations do: new columns and tables, tables made anew (also the one
/// that the others refer to), rows changed.
constexpr std::array<std::string_view, 2> later{
    R"sql(
ALTER TABLE run ADD COLUMN note TEXT NOT NULL DEFAULT '';
UPDATE run SET note = name || ' of old';
CREATE TABLE tag (key INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE, word TEXT);
INSERT INTO tag (run, word) SELECT key, status FROM run;
CREATE INDEX tag_of_run ON tag(run);
)sql",
    R"sql(
CREATE TABLE metric_new (run INTEGER NOT NULL REFERENCES run(key) ON DELETE CASCADE, step INTEGER NOT NULL,
  loss REAL, perplexity REAL, PRIMARY KEY (run, step)) WITHOUT ROWID;
INSERT INTO metric_new SELECT run, step, loss, 2 * loss FROM metric;
DROP TABLE metric;
ALTER TABLE metric_new RENAME TO metric;
CREATE TABLE run_new (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, note TEXT NOT NULL);
INSERT INTO run_new SELECT key, id, name, note FROM run;
DROP TABLE run;
ALTER TABLE run_new RENAME TO run;
DELETE FROM event WHERE step = 0;
)sql"};

class LaterMigrationTest : public MigrationTest {
 protected:
  void SetUp() override {
    make(root_ / "old.db", file_bytes(golden(1)));
    old_ = dump(root_ / "old.db");
    fs::copy_file(root_ / "old.db", root_ / "new.db");
    if (auto migrated = migrate_to_three(root_ / "new.db"); !migrated)
      throw std::runtime_error(to_string(migrated.error()));
    new_ = dump(root_ / "new.db");
    fs::create_directory(root_ / "ws");
    start_anew();
  }

  void start_anew() const {
    fs::remove(path_.string() + "-journal");
    fs::copy_file(root_ / "old.db", path_, fs::copy_options::overwrite_existing);
  }

  /// From the first version.
  static Result<void> migrate_to_three(const fs::path& path, int die_before_statement = 0) {
    const std::array<std::string_view, 3> migrations{history_migrations()[0], later[0], later[1]};
    return killed_before(path, migrations, die_before_statement);
  }

  /// The old version or the new one, whole; and it can be migrated (again). Empty, or what is wrong.
  std::string look(const fs::path& path, bool must_be_new = false) const {
    std::string found;
    try {
      const auto check = SQLite::Database(path.string(), SQLite::OPEN_READWRITE)
                             .execAndGet("PRAGMA integrity_check")
                             .getString();
      if (check != "ok") return check;
      found = dump(path);
      if (found != new_ && (must_be_new || found != old_))
        return "neither the old version nor the new one:\n" + found;
      if (auto migrated = migrate_to_three(path); !migrated) return to_string(migrated.error());
      if (dump(path) != new_) return "migrating again gives something else";
    } catch (const SQLite::Exception& error) {
      return error.what();
    }
    return "";
  }
  void expect_whole(const FaultyDisk& disk, const fs::path& path, bool must_be_new = false) const {
    EXPECT_EQ(disk.run_child([&] {
      const std::string wrong = look(path, must_be_new);
      if (!wrong.empty()) fmt::print(stderr, "{}\n", wrong);
      return wrong.empty() ? 0 : 1;
    }),
              0);
  }

  std::string old_, new_;
  fs::path path_ = root_ / "ws/cloze.db";
};

TEST_F(LaterMigrationTest, RowsThatReferToARebuiltTableStay) {
  ASSERT_OK(migrate_to_three(path_));
  SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM metric").getInt(), 300);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM evaluation").getInt(), 2);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM tag").getInt(), 2);
  EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 3);
  // Afterwards references are kept again.
  Connection connection(path_, ConnectionMode::create);
  ASSERT_OK(migrate(connection, std::array<std::string_view, 3>{"", "", ""}));
  EXPECT_EQ(connection.database().execAndGet("PRAGMA foreign_keys").getInt(), 1);
}

TEST_F(LaterMigrationTest, AMigrationThatLosesWhatRowsReferToIsRefused) {
  const std::array<std::string_view, 2> losing{history_migrations()[0], "DELETE FROM run"};
  Connection connection(path_, ConnectionMode::create);
  const auto migrated = migrate(connection, losing);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::damaged);
  EXPECT_EQ(dump(path_), old_);
}

TEST_F(LaterMigrationTest, ACrashBetweenAnyTwoStatementsIsRecoverable) {
  int statement = 1;
  for (int status = 0;; ++statement) {
    SCOPED_TRACE(fmt::format("killed before statement {}", statement));
    start_anew();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(migrate_to_three(path_, statement) ? 0 : 1);
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) break;
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    EXPECT_EQ(look(path_), "");
    if (HasFailure()) return;
  }
  EXPECT_EQ(statement > 18, true) << "begin, 15 of the migrations, marks, commit: there were "
                                  << statement - 1;
  EXPECT_EQ(dump(path_), new_);
}

TEST_F(LaterMigrationTest, AKillInAnyCallIsRecoverable) {
  CLOZE_NEEDS_FAULTY_DISK();
  FaultyDisk disk(path_.parent_path());
  disk.keep_log();
  const auto migrated = [&] { return disk.run_child([&] { return migrate_to_three(path_) ? 0 : 1; }); };
  ASSERT_EQ(migrated(), 0);
  const std::vector<DiskCall> calls = disk.log();
  ASSERT_GT(calls.size(), 30u);
  for (const DiskCall& call : calls)
    for (const KillMoment moment : {KillMoment::before, KillMoment::middle, KillMoment::after}) {
      if (moment == KillMoment::middle && call.kind != DiskCallKind::write) continue;
      SCOPED_TRACE(fmt::format("killed in call {} of {} ({}), moment {}", call.number, calls.size(),
                               call.path, static_cast<int>(moment)));
      start_anew();
      disk.reset();
      disk.kill_at(call.number, moment);
      ASSERT_EQ(migrated(), 128 + SIGKILL);
      disk.reset();
      expect_whole(disk, path_);
      if (HasFailure()) return;
    }
  RecordProperty("calls", static_cast<int>(calls.size()));
}

TEST_F(LaterMigrationTest, APowerCutAfterAnyCallIsRecoverable) {
  CLOZE_NEEDS_FAULTY_DISK();
  FaultyDisk disk(path_.parent_path());
  disk.keep_log();
  PowerCut cut(path_.parent_path());
  ASSERT_EQ(disk.run_child([&] { return migrate_to_three(path_) ? 0 : 1; }), 0);
  const fs::path target = root_ / "cut/after";
  fs::create_directory(target.parent_path());
  const FaultyDisk other(target.parent_path());
  const std::vector<DiskCall> calls = disk.log();
  const int cases = test::times(5, 60);
  for (const DiskCall& call : calls) {
    cut.after(call);
    for (int which = 0; which < cases; ++which) {
      SCOPED_TRACE(fmt::format("power cut after call {} of {} ({}), case {}", call.number, calls.size(),
                               call.path, which));
      cut.write_to(target, which);
      expect_whole(other, target / "cloze.db", call.number == calls.size());
      if (HasFailure()) return;
    }
  }
}

TEST_F(LaterMigrationTest, WithoutSpaceTheOldVersionStays) {
  CLOZE_NEEDS_FAULTY_DISK();
  FaultyDisk disk(path_.parent_path());
  ASSERT_EQ(disk.run_child([&] { return migrate_to_three(path_) ? 0 : 1; }), 0);
  const std::uint64_t calls = disk.calls();
  for (std::uint64_t call = 1; call <= calls; ++call) {
    SCOPED_TRACE(fmt::format("no space from call {} of {} on", call, calls));
    start_anew();
    disk.reset();
    disk.full_from(call);
    const int status = disk.run_child([&] {
      const auto migrated = migrate_to_three(path_);
      return migrated ? 0 : migrated.error().code == ErrorCode::disk_full ? 2 : 1;
    });
    EXPECT_NE(status, 1) << "another error than of a full disk";
    disk.reset();
    expect_whole(disk, path_, status == 0);
    if (HasFailure()) return;
  }
}

TEST_F(LaterMigrationTest, ManyMayMigrateAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(::fork());
    if (children.back() == 0) ::_exit(migrate_to_three(path_) ? 0 : 1);
  }
  for (const pid_t pid : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(dump(path_), new_);
}

}  // namespace
}  // namespace cloze
