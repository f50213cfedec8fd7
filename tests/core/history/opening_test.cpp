// SPDX-License-Identifier: GPL-3.0-or-later
// Opening: new files, older and newer ones, and files that are not ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "core/history/connection.h"
#include "core/history/schema.h"
#include "tests/core/history/support.h"

namespace cloze {
namespace {

using test::a_run;
using test::file_bytes;
using test::open_history;
using test::put_file;
using testing::HasSubstr;

class OpeningTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "cloze.db";

  void sql(const std::string& text) {
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(text);
  }
  std::int64_t number(const std::string& text) {
    return SQLite::Database(path_.string(), SQLite::OPEN_READONLY).execAndGet(text).getInt64();
  }
  /// Both ways of opening are refused so, and the file and its folder stay as they are.
  void expect_refused(ErrorCode code, const std::string& part) {
    const std::string before = file_bytes(path_);
    for (const bool read_only : {false, true}) {
      const auto opened = read_only ? History::open_read_only(path_) : History::open(path_);
      ASSERT_FALSE(opened);
      EXPECT_EQ(opened.error().code, code) << to_string(opened.error());
      EXPECT_THAT(opened.error().message, HasSubstr(path_.string()));
      EXPECT_THAT(to_string(opened.error()), HasSubstr(part));
      EXPECT_EQ(file_bytes(path_), before);
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1)
        << "a file was left beside it";
  }
};

TEST_F(OpeningTest, ANewFileCarriesOurMarksAndAnOldOneKeepsItsRuns) {
  { ASSERT_OK(open_history(path_).add_run(a_run("a"))); }
  const std::string bytes = file_bytes(path_);
  EXPECT_EQ(bytes.substr(68, 4), "CLZS");
  EXPECT_EQ(number("PRAGMA user_version"), history_schema_version());
  EXPECT_EQ(open_history(path_).runs()->size(), 1u);
}

TEST_F(OpeningTest, NoWriteAheadLogIsUsed) {
  { ASSERT_OK(open_history(path_).add_run(a_run("a"))); }
  sql("PRAGMA journal_mode = WAL");
  ASSERT_EQ(file_bytes(path_)[18], 2) << "the file should be in WAL mode now";
  {
    History history = open_history(path_);
    EXPECT_EQ(history.runs()->size(), 1u);
    EXPECT_FALSE(std::filesystem::exists(path_.string() + "-wal"));
  }
  EXPECT_EQ(file_bytes(path_)[18], 1);
}

TEST_F(OpeningTest, AnEmptyFileOfVersionZeroBecomesAHistory) {
  put_file(path_, "");
  ASSERT_OK(open_history(path_).add_run(a_run("a")));
  EXPECT_EQ(number("PRAGMA user_version"), history_schema_version());
}

TEST_F(OpeningTest, ADatabaseWithoutTablesBecomesAHistory) {
  sql("CREATE TABLE t (x); DROP TABLE t");
  ASSERT_GT(file_bytes(path_).size(), 0u);
  ASSERT_OK(open_history(path_).add_run(a_run("a")));
}

TEST_F(OpeningTest, ANewerVersionIsRefusedUntouched) {
  { open_history(path_); }
  sql("PRAGMA user_version = 99");
  expect_refused(ErrorCode::newer_version, "update Cloze Studio");
}

TEST_F(OpeningTest, AnotherProgramsDatabaseIsRefusedUntouched) {
  sql("CREATE TABLE t (x); PRAGMA application_id = 252006674");
  expect_refused(ErrorCode::damaged, "another program");
}

TEST_F(OpeningTest, AnUnmarkedDatabaseWithTablesIsRefusedUntouched) {
  sql("CREATE TABLE t (x)");
  expect_refused(ErrorCode::damaged, "another program");
}

TEST_F(OpeningTest, OurMarkWithoutAVersionIsRefusedUntouched) {
  sql("CREATE TABLE t (x); PRAGMA application_id = 1129077331");
  expect_refused(ErrorCode::damaged, "version 0");
}

/// As a killed process leaves it: the log holds what the database does not yet.
TEST_F(OpeningTest, WhatStandsInALeftWriteAheadLogCounts) {
  const auto left = [&](const std::string& text) {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_.string() + "-shm");
    std::filesystem::remove(path_.string() + "-wal");
    const pid_t child = ::fork();
    if (child == 0) {
      SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)");
      database.exec(text);
      ::_exit(0);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ASSERT_GT(file_bytes(path_.string() + "-wal").size(), 0u);
  };
  for (const auto& [text, code] :
       {std::pair{"CREATE TABLE t (x)", ErrorCode::damaged},
        std::pair{"CREATE TABLE t (x); PRAGMA application_id = 1129077331; PRAGMA user_version = 99",
                  ErrorCode::newer_version}}) {
    left(text);
    const std::string database = file_bytes(path_), log = file_bytes(path_.string() + "-wal");
    for (const bool read_only : {false, true}) {
      const auto opened = read_only ? History::open_read_only(path_) : History::open(path_);
      ASSERT_FALSE(opened) << text;
      EXPECT_EQ(opened.error().code, code) << to_string(opened.error());
      EXPECT_EQ(file_bytes(path_), database);
      EXPECT_EQ(file_bytes(path_.string() + "-wal"), log);
    }
  }
}

TEST_F(OpeningTest, WhatIsNoDatabaseIsRefusedUntouched) {
  put_file(path_, std::string(5000, 'x'));
  expect_refused(ErrorCode::damaged, "not a history");
  put_file(path_, "short");
  expect_refused(ErrorCode::damaged, "not a history");
}

TEST_F(OpeningTest, ATruncatedHistoryIsToldAsDamaged) {
  {
    History history = open_history(path_);
    ASSERT_OK(history.add_run(a_run("a")));
    ASSERT_OK(history.add_metrics("a", test::steps(1, 5000)));
  }
  std::filesystem::resize_file(path_, file_bytes(path_).size() / 2);
  auto opened = History::open(path_);
  const ErrorCode code = opened ? opened->metrics("a").error().code : opened.error().code;
  EXPECT_EQ(code, ErrorCode::damaged);
}

TEST_F(OpeningTest, AMissingFileOrFolderIsTold) {
  EXPECT_EQ(History::open_read_only(path_).error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(path_)) << "reading must not make the file";
  const auto inside = History::open(folder_ / "missing/cloze.db");
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().code, ErrorCode::io);
  EXPECT_THAT(inside.error().message, HasSubstr("missing/cloze.db"));
  EXPECT_EQ(History::open(folder_.path()).error().code, ErrorCode::io);
  put_file(path_, "");
  EXPECT_EQ(History::open_read_only(path_).error().code, ErrorCode::not_found);
  EXPECT_EQ(file_bytes(path_), "");
}

TEST_F(OpeningTest, APathWithCharactersOfAUriIsAPath) {
  const auto odd = folder_ / "50% of #1? ünïcode.db";
  ASSERT_OK(open_history(odd).add_run(a_run("a")));
  EXPECT_EQ(open_history(odd).runs()->size(), 1u);
  EXPECT_TRUE(std::filesystem::exists(odd));
}

TEST_F(OpeningTest, AFileThatMayNotBeWrittenIsReadOnly) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  { ASSERT_OK(open_history(path_).add_run(a_run("a"))); }
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read);
  const auto opened = History::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::io);
  EXPECT_EQ(History::open_read_only(path_)->runs()->size(), 1u);
}

TEST_F(OpeningTest, MigrationsRunInOrderFromTheVersionThatIsThere) {
  using Steps = std::array<std::string_view, 3>;
  constexpr Steps steps{"CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)",
                        "CREATE TABLE b (z); INSERT INTO b SELECT x + y FROM a"};
  {
    Connection connection(path_, ConnectionMode::create);
    ASSERT_OK(migrate(connection, std::span(steps).first(1)));
  }
  EXPECT_EQ(number("PRAGMA user_version"), 1);
  {
    Connection connection(path_, ConnectionMode::create);
    ASSERT_OK(migrate(connection, steps));
    ASSERT_OK(migrate(connection, steps));
  }
  EXPECT_EQ(number("PRAGMA user_version"), 3);
  EXPECT_EQ(number("SELECT sum(z) FROM b"), 3);
  Connection connection(path_, ConnectionMode::create);
  const auto backwards = migrate(connection, std::span(steps).first(2));
  ASSERT_FALSE(backwards);
  EXPECT_EQ(backwards.error().code, ErrorCode::newer_version);
}

TEST_F(OpeningTest, AMigrationThatFailsLeavesTheOldVersionWhole) {
  using Steps = std::array<std::string_view, 2>;
  constexpr Steps steps{"CREATE TABLE a (x); INSERT INTO a VALUES (7)", "DELETE FROM a; DROP TABLE missing"};
  Connection connection(path_, ConnectionMode::create);
  ASSERT_OK(migrate(connection, std::span(steps).first(1)));
  EXPECT_FALSE(migrate(connection, steps));
  EXPECT_EQ(number("PRAGMA user_version"), 1);
  EXPECT_EQ(number("SELECT x FROM a"), 7);
}

}  // namespace
}  // namespace cloze
