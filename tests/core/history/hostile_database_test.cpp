// SPDX-License-Identifier: GPL-3.0-or-later
// cloze.db as nobody's history: told clearly, and left as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/clock.h"
#include "core/history/history.h"
#include "tests/support/peak_memory.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using testing::AnyOf;
using testing::HasSubstr;

void run_sql(const fs::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_free(message);
  sqlite3_close(database);
}

struct Case {
  const char* name;
  std::function<void(const fs::path&)> make;
  const char* message;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

class HostileDatabase : public testing::TestWithParam<Case> {};

TEST_P(HostileDatabase, IsToldAndLeftAsItWas) {
  const test::TemporaryFolder folder;
  const fs::path path = folder / "cloze.db";
  GetParam().make(path);
  std::error_code ignored;
  const bool regular = fs::is_regular_file(path, ignored);
  const std::string before = regular ? file_bytes(path) : "";
  const Stopwatch watch;
  // Opened, or found out by the first question: an error either way, and never a list of runs.
  auto history = History::open(path);
  const auto runs =
      history ? history->runs() : Result<std::vector<RunRecord>>(std::unexpected(history.error()));
  ASSERT_FALSE(runs);
  EXPECT_THAT(runs.error().code, AnyOf(ErrorCode::damaged, ErrorCode::io, ErrorCode::newer_version))
      << to_string(runs.error());
  EXPECT_THAT(runs.error().message, HasSubstr(path.string()));
  EXPECT_THAT(runs.error().message, HasSubstr(GetParam().message));
  EXPECT_LT(watch.seconds(), 20);
  if (regular) {
    EXPECT_TRUE(file_bytes(path) == before) << "it was written to";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileDatabase,
    testing::Values(
        Case{"Text",
             [](const fs::path& p) {
               put_file(p, "this is no database, however long it goes on " + std::string(5000, 'x'));
             },
             ""},
        Case{"Zeros", [](const fs::path& p) { put_file(p, std::string(8192, '\0')); }, ""},
        Case{"OnlyTheMagic",
             [](const fs::path& p) { put_file(p, std::string_view("SQLite format 3\0", 16)); }, ""},
        Case{"MagicAndNoise",
             [](const fs::path& p) {
               put_file(p, std::string("SQLite format 3\0", 16) + std::string(8176, '\x5a'));
             },
             ""},
        Case{"AFolder", [](const fs::path& p) { fs::create_directory(p); }, "is not a file"},
        Case{"APipe", [](const fs::path& p) { ::mkfifo(p.c_str(), 0600); }, "is not a file"},
        Case{"ADevice", [](const fs::path& p) { fs::create_symlink("/dev/zero", p); }, "is not a file"},
        Case{"ALinkLoop", [](const fs::path& p) { fs::create_symlink(p.filename(), p); },
             "Too many levels of symbolic links"},
        Case{"AnotherProgram",
             [](const fs::path& p) {
               run_sql(p, "PRAGMA application_id = 7; CREATE TABLE t(a); PRAGMA user_version = 1");
             },
             "another program"},
        Case{"Newer",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "PRAGMA user_version = 999");
             },
             "newer version"},
        Case{"ANegativeVersion",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "PRAGMA user_version = -5");
             },
             "history version -5"},
        Case{"TheTablesAreMissing",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "PRAGMA foreign_keys = OFF; DROP TABLE run");
             },
             "no such table"},
        Case{"TheProgressIsMissing",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "DROP TABLE run_progress");
             },
             "no such table"},
        Case{"AColumnOfTheProgressIsMissing",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "ALTER TABLE run_progress RENAME COLUMN best_loss TO best");
             },
             "no such column"},
        Case{"AnOldOneWhoseProgressIsThereAlready",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "PRAGMA user_version = 3");
             },
             "already exists"},
        Case{"AnOldOneWithoutSteps",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p,
                       "DROP TABLE run_progress; DROP INDEX run_by_time; DROP TABLE metric; PRAGMA "
                       "user_version = 3");
             },
             "no such table"},
        Case{"AColumnIsMissing",
             [](const fs::path& p) {
               ASSERT_TRUE(History::open(p));
               run_sql(p, "ALTER TABLE run RENAME COLUMN name TO title");
             },
             "no such column"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(HostileDatabases, AHundredMegabytesOfNoiseTakeLittleMemory) {
  const test::TemporaryFolder folder;
  put_file(folder / "cloze.db", "SQLite format 3");
  fs::resize_file(folder / "cloze.db", 100'000'000);
  test::expect_bounded_memory([&] { return !History::open(folder / "cloze.db"); }, std::int64_t{16} << 20);
}

}  // namespace
}  // namespace cloze
