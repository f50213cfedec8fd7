// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_writer.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::TemporaryFolder;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(FileWriterTest, IsThereOncePublished) {
  const TemporaryFolder folder;
  const fs::path path = folder / "new" / "file";
  auto writer = FileWriter::create(path);
  ASSERT_TRUE(writer) << to_string(writer.error());
  const std::string large(3'000'000, 'x');
  ASSERT_TRUE(writer->write("head:"));
  ASSERT_TRUE(writer->write(large));
  EXPECT_FALSE(fs::exists(path));
  ASSERT_TRUE(writer->rewrite_beginning("HEAD"));
  ASSERT_TRUE(writer->write("end"));
  ASSERT_TRUE(writer->publish());
  EXPECT_EQ(file_bytes(path), "HEAD:" + large + "end");
  EXPECT_EQ(entries(folder / "new"), 1u);
}

TEST(FileWriterTest, LeavesNothingUnpublished) {
  const TemporaryFolder folder;
  {
    auto writer = FileWriter::create(folder / "file");
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write("half"));
    const FileWriter moved = std::move(*writer);
  }
  EXPECT_EQ(entries(folder / "."), 0u);
}

TEST(FileWriterTest, ReplacesNothing) {
  const TemporaryFolder folder;
  auto late = FileWriter::create(folder / "file");
  auto first = FileWriter::create(folder / "file");
  ASSERT_TRUE(late && first);
  ASSERT_TRUE(first->write("first"));
  ASSERT_TRUE(first->publish());
  const auto refused = late->publish();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
  EXPECT_EQ(FileWriter::create(folder / "file").error().code, ErrorCode::bad_input);
  EXPECT_EQ(file_bytes(folder / "file"), "first");
}

TEST(FileWriterTest, NeedsAName) {
  const TemporaryFolder folder;
  EXPECT_EQ(FileWriter::create(folder / "").error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
