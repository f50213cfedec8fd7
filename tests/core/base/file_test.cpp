// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  fs::path path_ = folder_ / "file";

  std::size_t entries() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }
};

TEST_F(FileTest, AnAtomicWriteMakesAndReplaces) {
  ASSERT_TRUE(write_file_atomically(path_, "first"));
  EXPECT_EQ(file_bytes(path_), "first");
  const std::string large(1 << 20, 'x');
  ASSERT_TRUE(write_file_atomically(path_, large));
  EXPECT_EQ(file_bytes(path_), large);
  ASSERT_TRUE(write_file_atomically(path_, ""));
  EXPECT_EQ(file_bytes(path_), "");
  EXPECT_EQ(entries(), 1u) << "a temporary file was left";
}

TEST_F(FileTest, AnAtomicWriteThatFailsLeavesNothingBehind) {
  fs::create_directories(path_ / "inside");
  const auto over_a_folder = write_file_atomically(path_, "x");
  ASSERT_FALSE(over_a_folder);
  EXPECT_EQ(over_a_folder.error().code, ErrorCode::io);
  EXPECT_THAT(over_a_folder.error().message, HasSubstr(path_.string()));
  EXPECT_EQ(entries(), 1u);
  EXPECT_EQ(write_file_atomically(folder_ / "missing/file", "x").error().code, ErrorCode::not_found);
}

TEST_F(FileTest, AReaderSeesOldOrNewNeverAPart) {
  const std::string old_content(200'000, 'a'), new_content(300'000, 'b');
  ASSERT_TRUE(write_file_atomically(path_, old_content));
  std::atomic<bool> done{false};
  std::jthread writer([&] {
    for (int i = 0; i < 20; ++i) (void)write_file_atomically(path_, i % 2 == 0 ? new_content : old_content);
    done = true;
  });
  int reads = 0;
  do {
    const auto content = read_file(path_);
    ASSERT_TRUE(content);
    ASSERT_TRUE(*content == old_content || *content == new_content) << content->size();
    ++reads;
  } while (!done);
  EXPECT_GT(reads, 0);
}

TEST_F(FileTest, PiecesAreWrittenOneAfterAnother) {
  const std::array<std::string_view, 4> pieces{"ab", "", std::string_view("c\0d", 3), "e"};
  ASSERT_TRUE(write_file_synced(path_, pieces));
  EXPECT_EQ(file_bytes(path_), std::string("abc\0de", 6));
  ASSERT_TRUE(write_file_synced(path_, "short"));
  EXPECT_EQ(file_bytes(path_), "short");
  EXPECT_TRUE(sync_file(path_));
  EXPECT_EQ(sync_file(folder_ / "missing").error().code, ErrorCode::not_found);
}

TEST_F(FileTest, AFullDiskIsToldApart) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const auto written = write_file_synced("/dev/full", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::disk_full);
  EXPECT_THAT(written.error().message, HasSubstr("/dev/full"));
  EXPECT_THAT(written.error().hint, HasSubstr("free some space"));
}

TEST_F(FileTest, ErrorNumbersBecomeErrors) {
  EXPECT_EQ(io_error("cannot x", "p", ENOSPC).code, ErrorCode::disk_full);
  EXPECT_EQ(io_error("cannot x", "p", EDQUOT).code, ErrorCode::disk_full);
  EXPECT_EQ(io_error("cannot x", "p", ENOENT).code, ErrorCode::not_found);
  EXPECT_EQ(io_error("cannot x", "p", EIO).code, ErrorCode::io);
  const Error denied = io_error("cannot x", "some/path", EACCES);
  EXPECT_EQ(denied.code, ErrorCode::io);
  EXPECT_EQ(denied.message, std::string("cannot x 'some/path': ") + std::strerror(EACCES));
  EXPECT_THAT(denied.hint, HasSubstr("permissions"));
}

TEST_F(FileTest, ReadingGivesAllBytesOrTheReason) {
  const std::string bytes("a\0b\r\n\xff", 6);
  put_file(path_, bytes);
  EXPECT_EQ(*read_file(path_), bytes);
  put_file(path_, "");
  EXPECT_EQ(*read_file(path_), "");
  EXPECT_EQ(read_file(folder_ / "missing").error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder_.path()).error().code, ErrorCode::io);
  put_file(path_, "12345");
  EXPECT_TRUE(read_file(path_, 5));
  const auto too_long = read_file(path_, 4);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::bad_input);
  EXPECT_THAT(too_long.error().message, HasSubstr("5 bytes"));
}

// The system reports a size of 0 for files that it makes up as they are read.
TEST_F(FileTest, AFileWithoutAKnownSizeIsReadToItsEnd) {
  if (!fs::exists("/proc/self/stat")) GTEST_SKIP() << "no /proc here";
  EXPECT_THAT(*read_file("/proc/self/stat"), HasSubstr(std::to_string(::getpid())));
}

TEST_F(FileTest, FoldersAreMadeOrTheOneInTheWayIsNamed) {
  ASSERT_TRUE(make_folders(folder_ / "a/b/c"));
  EXPECT_TRUE(fs::is_directory(folder_ / "a/b/c"));
  EXPECT_TRUE(make_folders(folder_ / "a/b/c"));
  put_file(path_, "x");
  const auto blocked = make_folders(path_ / "inside");
  ASSERT_FALSE(blocked);
  EXPECT_THAT(blocked.error().message, HasSubstr(path_.string()));
  EXPECT_TRUE(sync_folder(folder_.path()));
  EXPECT_FALSE(sync_folder(folder_ / "missing"));
  EXPECT_FALSE(sync_folder(path_));
}

TEST_F(FileTest, SpaceIsRequired) {
  EXPECT_TRUE(require_space(folder_.path(), 1));
  const auto refused = require_space(folder_.path(), std::uintmax_t{1} << 60);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::disk_full);
  EXPECT_THAT(refused.error().message, HasSubstr("1152921504606.8 MB are needed"));
  EXPECT_EQ(require_space(folder_ / "missing", 1).error().code, ErrorCode::not_found);
}

std::string text_of(const MappedFile& mapped) {
  return {reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size()};
}

TEST_F(FileTest, AMappedFileGivesItsBytesAndMoves) {
  put_file(path_, "mapped");
  auto opened = MappedFile::open(path_);
  ASSERT_TRUE(opened);
  MappedFile first = std::move(*opened);
  EXPECT_EQ(text_of(first), "mapped");
  EXPECT_TRUE(opened->bytes().empty());
  fs::remove(path_);
  MappedFile second;
  second = std::move(first);
  EXPECT_EQ(text_of(second), "mapped") << "the bytes outlive the name";
}

TEST_F(FileTest, WhatCannotBeMappedIsTold) {
  put_file(path_, "");
  EXPECT_TRUE(MappedFile::open(path_)->bytes().empty());
  EXPECT_EQ(MappedFile::open(folder_ / "missing").error().code, ErrorCode::not_found);
  const auto folder = MappedFile::open(folder_.path());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, ErrorCode::io);
  EXPECT_THAT(folder.error().message, HasSubstr(std::strerror(EISDIR)));
}

}  // namespace
}  // namespace cloze
