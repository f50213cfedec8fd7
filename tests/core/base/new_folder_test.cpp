// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/new_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::put_file;
using testing::HasSubstr;

/// Names in a folder, hidden ones too.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  return names;
}

TEST(NewFolderTest, AppearsCompleteWhenPublished) {
  const test::TemporaryFolder parent;
  auto folder = NewFolder::create(parent / "deep" / "out/");
  ASSERT_TRUE(folder) << to_string(folder.error());
  put_file(folder->path() / "file", "content");
  EXPECT_FALSE(fs::exists(parent / "deep" / "out"));
  ASSERT_TRUE(folder->publish());
  EXPECT_EQ(test::file_bytes(parent / "deep" / "out" / "file"), "content");
  EXPECT_EQ(folder->target(), parent / "deep" / "out");
  EXPECT_THAT(names_in(parent / "deep"), testing::ElementsAre("out"));
}

TEST(NewFolderTest, NothingStaysWithoutPublishing) {
  const test::TemporaryFolder parent;
  {
    auto folder = NewFolder::create(parent / "out");
    ASSERT_TRUE(folder);
    put_file(folder->path() / "file", "content");
  }
  EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(NewFolderTest, AnEmptyFolderIsTaken) {
  const test::TemporaryFolder parent;
  fs::create_directory(parent / "out");
  auto folder = NewFolder::create(parent / "out");
  ASSERT_TRUE(folder);
  put_file(folder->path() / "file", "content");
  ASSERT_TRUE(folder->publish());
  EXPECT_TRUE(fs::exists(parent / "out" / "file"));
}

TEST(NewFolderTest, WhatHoldsSomethingIsRefusedAndKept) {
  const test::TemporaryFolder parent;
  put_file(parent / "full" / "theirs", "x");
  put_file(parent / "file", "x");
  auto full = NewFolder::create(parent / "full");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::bad_input);
  EXPECT_THAT(full.error().message, HasSubstr("not empty"));
  EXPECT_THAT(NewFolder::create(parent / "file").error().message, HasSubstr("is a file"));
  EXPECT_EQ(NewFolder::create("/").error().code, ErrorCode::bad_input);
  EXPECT_EQ(names_in(parent.path()).size(), 2u);
}

TEST(NewFolderTest, FilledMeanwhileIsRefusedAndKept) {
  const test::TemporaryFolder parent;
  auto folder = NewFolder::create(parent / "out");
  ASSERT_TRUE(folder);
  put_file(parent / "out" / "theirs", "x");
  const auto published = folder->publish();
  ASSERT_FALSE(published);
  EXPECT_THAT(published.error().message, HasSubstr("not empty"));
  EXPECT_TRUE(fs::exists(parent / "out" / "theirs"));
}

}  // namespace
}  // namespace cloze
