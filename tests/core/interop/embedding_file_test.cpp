// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/embedding_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::file_bytes;
using test::TemporaryFolder;

const std::vector<float> first{1, -2.5F, 0.1F}, second{4, 5, 6, 7, 8, 9e-20F};

void write(const std::filesystem::path& path) {
  auto file = EmbeddingFile::create(path, 3);
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->append(first));
  ASSERT_TRUE(file->append(second));
  ASSERT_TRUE(file->publish());
}

TEST(EmbeddingFileTest, NpyCountsItsRowsInFrontOfThem) {
  const TemporaryFolder folder;
  write(folder / "x.npy");
  const std::string bytes = file_bytes(folder / "x.npy");
  ASSERT_EQ(bytes.size(), 128u + 9 * sizeof(float));
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_TRUE(bytes.substr(10).starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3), } "));
  EXPECT_EQ(bytes[127], '\n');
  std::vector<float> values(9);
  std::memcpy(values.data(), bytes.data() + 128, 9 * sizeof(float));
  EXPECT_EQ(values, (std::vector<float>{1, -2.5F, 0.1F, 4, 5, 6, 7, 8, 9e-20F}));
}

TEST(EmbeddingFileTest, CsvHasALinePerVector) {
  const TemporaryFolder folder;
  write(folder / "x.csv");
  EXPECT_EQ(file_bytes(folder / "x.csv"), "dim_0,dim_1,dim_2\n1,-2.5,0.1\n4,5,6\n7,8,9e-20\n");
}

TEST(EmbeddingFileTest, RefusesOtherEndingsAndWhatIsThere) {
  const TemporaryFolder folder;
  EXPECT_EQ(EmbeddingFile::create(folder / "x.txt", 3).error().code, ErrorCode::bad_input);
  write(folder / "x.npy");
  EXPECT_EQ(EmbeddingFile::create(folder / "x.npy", 3).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
