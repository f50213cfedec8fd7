// SPDX-License-Identifier: GPL-3.0-or-later
// The faulty disk itself: a tool that misses calls would make every test that uses it pass.
#include "tests/support/disk_faults.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

#include <map>

#include "core/base/file.h"

namespace cloze::test {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::ElementsAre;

class DiskFaultsTest : public testing::Test {
 protected:
  void SetUp() override { CLOZE_NEEDS_FAULTY_DISK(); }

  TemporaryFolder folder_;
  FaultyDisk disk_{folder_.path()};

  std::vector<DiskCallKind> kinds() const {
    std::vector<DiskCallKind> found;
    for (const DiskCall& call : disk_.log()) found.push_back(call.kind);
    return found;
  }
};

TEST_F(DiskFaultsTest, OurOwnCallsAreCountedAndRecorded) {
  disk_.keep_log();
  ASSERT_EQ(disk_.run_child([&] { return write_file_atomically(folder_ / "a", "content") ? 0 : 1; }), 0);
  EXPECT_THAT(kinds(), ElementsAre(DiskCallKind::create, DiskCallKind::write, DiskCallKind::sync,
                                   DiskCallKind::rename, DiskCallKind::sync_folder));
  EXPECT_EQ(disk_.calls(), 5u);
  const auto log = disk_.log();
  EXPECT_EQ(log[1].data, "content");
  EXPECT_EQ(log[3].other, fs::canonical(folder_.path()) / "a");
  disk_.reset();
  EXPECT_EQ(disk_.calls(), 0u);
  EXPECT_TRUE(disk_.log().empty());
}

TEST_F(DiskFaultsTest, TheStandardLibraryIsCounted) {
  disk_.keep_log();
  ASSERT_EQ(disk_.run_child([&] {
    put_file(folder_ / "sub/a", "content");
    fs::resize_file(folder_ / "sub/a", 3);
    fs::rename(folder_ / "sub/a", folder_ / "sub/b");
    fs::copy_file(folder_ / "sub/b", folder_ / "c");
    fs::create_symlink("c", folder_ / "d");
    fs::remove_all(folder_ / "sub");
    return 0;
  }),
            0);
  EXPECT_THAT(kinds(), ElementsAre(DiskCallKind::make_folder, DiskCallKind::create, DiskCallKind::write,
                                   DiskCallKind::truncate, DiskCallKind::rename, DiskCallKind::create,
                                   DiskCallKind::attributes, DiskCallKind::write, DiskCallKind::link,
                                   DiskCallKind::remove, DiskCallKind::remove));
}

TEST_F(DiskFaultsTest, SqliteIsCounted) {
  disk_.keep_log();
  ASSERT_EQ(disk_.run_child([&] {
    SQLite::Database(folder_ / "a.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("PRAGMA journal_mode = TRUNCATE; CREATE TABLE t (x)");
    return 0;
  }),
            0);
  std::map<DiskCallKind, int> count;
  std::uint64_t bytes = 0;
  for (const DiskCall& call : disk_.log()) {
    ++count[call.kind];
    if (call.path.ends_with("a.db")) bytes += call.data.size();
  }
  EXPECT_EQ(count[DiskCallKind::create], 2) << "the database and its journal";
  EXPECT_GE(count[DiskCallKind::sync], 2);
  EXPECT_GE(count[DiskCallKind::truncate], 1);
  EXPECT_EQ(bytes, fs::file_size(folder_ / "a.db"));
}

TEST_F(DiskFaultsTest, OnlyPathsBelowTheFolderCount) {
  const TemporaryFolder other;
  disk_.only("/yes/");
  ASSERT_EQ(disk_.run_child([&] {
    put_file(other / "yes/a", "x");
    put_file(folder_ / "no/a", "x");
    return ::access((folder_ / "no/a").c_str(), R_OK);
  }),
            0);
  EXPECT_EQ(disk_.calls(), 0u);
  ASSERT_EQ(disk_.run_child([&] { return put_file(folder_ / "yes/a", "x"), 0; }), 0);
  EXPECT_EQ(disk_.calls(), 2u) << "create and write; the folder 'yes' itself is not below '/yes/'";
}

TEST_F(DiskFaultsTest, AKillComesBeforeInTheMiddleOrAfter) {
  const fs::path path = folder_ / "a";
  const auto work = [&] { return write_file_synced(path, "12345678") ? 0 : 1; };
  const auto left = [&](std::uint64_t call, KillMoment moment) -> std::string {
    disk_.reset();
    fs::remove(path);
    disk_.kill_at(call, moment);
    EXPECT_EQ(disk_.run_child(work), 128 + SIGKILL);
    EXPECT_EQ(disk_.calls(), call);
    return fs::exists(path) ? file_bytes(path) : "none";
  };
  EXPECT_EQ(left(1, KillMoment::before), "none");
  EXPECT_EQ(left(1, KillMoment::after), "");
  EXPECT_EQ(left(2, KillMoment::before), "");
  EXPECT_EQ(left(2, KillMoment::middle), "1234");
  EXPECT_EQ(left(2, KillMoment::after), "12345678");
  disk_.reset();
  disk_.kill_at(4, KillMoment::before);
  EXPECT_EQ(disk_.run_child(work), 0) << "there is no fourth call";
}

TEST_F(DiskFaultsTest, AFullDiskRefusesWhatTakesSpace) {
  const fs::path path = folder_ / "a";
  const auto appended = [&](std::string_view bytes) {
    return disk_.run_child([&] {
      const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
      if (fd < 0) return errno;
      const ssize_t written = ::write(fd, bytes.data(), bytes.size());
      return written < 0 ? errno : static_cast<int>(100 + written);
    });
  };
  EXPECT_EQ(appended("12345678"), 108);
  disk_.fill();
  EXPECT_EQ(appended("12345678"), ENOSPC);
  EXPECT_EQ(disk_.run_child([&] { return write_file_synced(folder_ / "b", "") ? 0 : 1; }), 1);
  EXPECT_EQ(disk_.run_child([&] {
    struct iovec pieces[2]{{const_cast<char*>("ab"), 2}, {const_cast<char*>("c"), 1}};
    const int fd = ::open(path.c_str(), O_WRONLY);
    return static_cast<int>(::writev(fd, pieces, 2));  // Over bytes that are there.
  }),
            3);
  EXPECT_EQ(file_bytes(path), "abc45678");
  EXPECT_EQ(disk_.run_child([&] { return require_space(folder_.path(), 1) ? 0 : 1; }), 1);
  EXPECT_EQ(disk_.refused(), 2u);
  disk_.copy_on_write(true);
  EXPECT_EQ(disk_.run_child([&] {
    const int fd = ::open(path.c_str(), O_WRONLY);
    return ::pwrite(fd, "x", 1, 0) < 0 ? errno : 0;
  }),
            ENOSPC);
  disk_.make_room();
  EXPECT_EQ(disk_.run_child([&] { return require_space(folder_.path(), 1) ? 0 : 1; }), 0);
  EXPECT_EQ(appended("9"), 101);
  disk_.full_after_bytes(3);
  EXPECT_EQ(appended("12345678"), 103) << "the last write comes back short";
  EXPECT_TRUE(disk_.is_full());
  EXPECT_EQ(appended("12345678"), ENOSPC);
  disk_.make_room();
  disk_.full_from(disk_.calls() + 2);
  EXPECT_EQ(appended("1"), 101);
  EXPECT_EQ(appended("1"), ENOSPC);
}

TEST_F(DiskFaultsTest, AProgramRunsOnItAndFindsRoomAgain) {
  const std::string path = folder_ / "a";
  disk_.fill();
  ProgramOnFaultyDisk shell(
      disk_, {"/bin/sh", "-c", "until echo content > " + path + "; do sleep 0.01; done; echo written"});
  EXPECT_TRUE(shell.wait_for([&] { return disk_.refused() > 2; }, 20));
  EXPECT_FALSE(shell.wait(0));
  EXPECT_FALSE(fs::exists(path));
  EXPECT_NE(shell.errors().find("No space left"), std::string::npos) << shell.errors();
  disk_.make_room();
  EXPECT_EQ(shell.wait(20), 0);
  EXPECT_EQ(shell.output(), "written\n");
  EXPECT_EQ(file_bytes(path), "content\n");
}

}  // namespace
}  // namespace cloze::test
