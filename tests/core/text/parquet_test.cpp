// SPDX-License-Identifier: GPL-3.0-or-later
// Parquet files as pandas and pyarrow write them (made by tests/golden/parquet.py).
#include "core/text/parquet_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/text/corpus_files.h"
#include "tests/core/text/read_corpus.h"
#include "tests/support/peak_memory.h"
#include "tests/support/places.h"
#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::put_file;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class ParquetTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto module = open_parquet(files() / "same" / "none.parquet", "text");
    if (!module && module.error().code == ErrorCode::unavailable) GTEST_SKIP() << module.error().message;
  }
  static fs::path files() { return test::source_path("tests/golden/parquet"); }
  static test::Read read(const fs::path& path, const std::string& field = "text") {
    CorpusFormat format;
    format.text_field = field;
    return test::read_corpus({path}, format);
  }
  static Error error_of(const fs::path& path, const std::string& field = "text") {
    const test::Read out = read(path, field);
    return out.report ? Error{} : out.report.error();
  }
  /// A copy that a test may damage.
  std::string bytes_of(const std::string& name) const {
    std::ifstream stream(files() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  test::TemporaryFolder folder_;
};

TEST_F(ParquetTest, TheSameComesFromEveryCodecEncodingAndType) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(files() / "same")) {
    const test::Read out = read(entry.path());
    ASSERT_TRUE(out.report) << out.report.error().message;
    EXPECT_THAT(out.texts(),
                ElementsAre("Tea is made of leaves.", "茶是用茶叶泡的。\n第二行", "emoji 🍵 and a tab here",
                            test::repeated("longer ", 40).substr(0, 279), "Tea is made of leaves."))
        << entry.path();
    EXPECT_EQ(out.report->empty_documents, 3U) << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 11);
}

TEST_F(ParquetTest, BinaryColumnsAreCleanedAsTextIs) {
  const test::Read out = read(files() / "binary.parquet");
  ASSERT_TRUE(out.report) << out.report.error().message;
  EXPECT_THAT(out.texts(), ElementsAre("good", "b\uFFFDd"));
  EXPECT_EQ(out.report->cleaning.invalid_sequences, 1U);
}

TEST_F(ParquetTest, TheColumnIsChosen) {
  EXPECT_THAT(read(files() / "body.parquet", "body").texts(), ElementsAre("the only text"));
  const Error gone = error_of(files() / "body.parquet", "content");
  EXPECT_EQ(gone.code, ErrorCode::bad_input);
  EXPECT_THAT(gone.message, HasSubstr("body.parquet' has no column 'content'"));
  EXPECT_EQ(gone.hint, "its columns are id, body, text");
  EXPECT_THAT(error_of(files() / "body.parquet").message,
              HasSubstr("the column 'text' holds INT64, not text"));
  EXPECT_THAT(error_of(files() / "lists.parquet").message,
              HasSubstr("the column 'text' holds values within values, not text"));
  EXPECT_THAT(error_of(files() / "lists.parquet", "deep").message, HasSubstr("holds values within values"));
  EXPECT_THAT(error_of(files() / "no_rows.parquet").message, HasSubstr("the corpus holds no text"));
}

TEST_F(ParquetTest, AFolderMixesItWithOtherFormats) {
  fs::copy_file(files() / "body.parquet", folder_ / "a.PARQUET");
  put_file(folder_ / "b.jsonl", R"({"body": "from JSON"})");
  put_file(folder_ / "c.parquet.gz", "packed twice");
  const test::Read out = read(folder_.path(), "body");
  EXPECT_THAT(out.texts(), ElementsAre("the only text", "from JSON"));
  EXPECT_EQ(out.report->skipped_files, 1U);
}

TEST_F(ParquetTest, TheBeginningIsItsFirstTexts) {
  const std::string beginning = *read_beginning(files() / "same" / "none.parquet", 70);
  EXPECT_THAT(beginning,
              testing::StartsWith("Tea is made of leaves.\n\n茶是用茶叶泡的。\n第二行\n\nemoji 🍵"));
  EXPECT_LE(beginning.size(), 70U);
  EXPECT_EQ(*read_beginning(files() / "body.parquet", 1000), "the only text");
  const auto numbers = read_beginning(files() / "numbers.parquet", 1000);
  ASSERT_FALSE(numbers);
  EXPECT_THAT(numbers.error().message, HasSubstr("has no column that holds text"));
}

TEST_F(ParquetTest, WhatIsNoParquetIsRefused) {
  put_file(folder_ / "text.parquet", "this is plain text, not Parquet at all");
  put_file(folder_ / "empty.parquet", "");
  const std::string whole = bytes_of("same/none.parquet");
  put_file(folder_ / "cut.parquet", whole.substr(0, whole.size() / 2));
  put_file(folder_ / "tail.parquet", "PAR1" + std::string(4, '\xff') + "PAR1");
  for (const char* name : {"text.parquet", "empty.parquet", "cut.parquet", "tail.parquet"}) {
    const Error error = error_of(folder_ / name);
    EXPECT_EQ(error.code, ErrorCode::bad_input) << name;
    EXPECT_THAT(error.message, AllOf(HasSubstr(name), HasSubstr("is no Parquet file, or a damaged one")));
    EXPECT_EQ(error.message.find('\n'), std::string::npos);
  }
}

TEST_F(ParquetTest, EveryFlippedByteOfACheckedPageIsFound) {
  const std::string whole = bytes_of("checksums.parquet");
  // In front stands the page's header, which has no checksum and names the first and the last text.
  const std::size_t begin = whole.find("row 1 with"), end = whole.rfind("words in it");
  ASSERT_LT(begin, end);
  for (std::size_t at = begin; at < end; at += 251) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    put_file(folder_ / "damaged.parquet", damaged);
    EXPECT_THAT(error_of(folder_ / "damaged.parquet").message, HasSubstr("damaged")) << at;
  }
}

TEST_F(ParquetTest, NoDamageCrashesOrRunsAway) {
  for (const char* name : {"same/groups.parquet", "same/zstd.parquet", "same/delta.parquet"}) {
    const std::string whole = bytes_of(name);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] + 0x7f);
      put_file(folder_ / "damaged.parquet", damaged);
      const test::Read out = read(folder_ / "damaged.parquet");  // An error, or other text.
      if (!out.report) {
        EXPECT_EQ(out.report.error().code, ErrorCode::bad_input) << name << " " << at;
      }
    }
  }
}

TEST_F(ParquetTest, WhatExpandsAThousandfoldIsRefusedInLittleMemory) {
  EXPECT_THAT(error_of(files() / "expands.parquet").message, HasSubstr("holds more than 250 times its size"));
  EXPECT_THAT(error_of(files() / "huge_page.parquet").message, HasSubstr("needs more than 400 MB unpacked"));
  test::expect_bounded_memory([] { return !read(files() / "huge_page.parquet").report; },
                              std::int64_t{512} << 20);
}

}  // namespace
}  // namespace cloze
