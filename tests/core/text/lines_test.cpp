// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::put_file;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

struct Lines {
  std::vector<std::string> texts;
  CorpusReport report;
};

Lines read(const std::filesystem::path& path) {
  Lines lines;
  const auto report = read_lines({path}, "text", {}, [&](std::string&& text) -> Result<void> {
    lines.texts.push_back(std::move(text));
    return {};
  });
  EXPECT_TRUE(report) << to_string(report.error());
  if (report) lines.report = *report;
  return lines;
}

TEST(LinesTest, EveryLineIsAText) {
  const TemporaryFolder folder;
  put_file(folder / "a.txt", "one  two\r\n\n \t \nthree\xCC\x81\nlast");
  const Lines lines = read(folder / "a.txt");
  EXPECT_THAT(lines.texts, ElementsAre("one two", "", "", "thre\xC3\xA9", "last"));
  EXPECT_EQ(lines.report.documents, 5u);
  EXPECT_EQ(lines.report.empty_documents, 2u);
}

TEST(LinesTest, ABreakAtTheEndBeginsNoLine) {
  const TemporaryFolder folder;
  put_file(folder / "a.txt", "one\ntwo\n");
  EXPECT_THAT(read(folder / "a.txt").texts, ElementsAre("one", "two"));
}

TEST(LinesTest, EveryRecordIsAText) {
  const TemporaryFolder folder;
  put_file(folder / "a.jsonl", "{\"text\":\"one\\ntwo\"}\n{\"text\":\"\"}\n{\"text\":null}\n\"three\"\n");
  const Lines lines = read(folder / "a.jsonl");
  EXPECT_THAT(lines.texts, ElementsAre("one\ntwo", "", "", "three"));
  EXPECT_EQ(lines.report.empty_documents, 2u);
}

TEST(LinesTest, LinesAcrossBlocksStayWhole) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 60'000; ++i) content += "a line of some words, number " + std::to_string(i) + "\n";
  const std::string long_line = test::repeated("word ", 400'000) + "end";
  put_file(folder / "a.txt", content + long_line + "\nlast\n");
  const Lines lines = read(folder / "a.txt");
  ASSERT_EQ(lines.texts.size(), 60'002u);
  for (std::size_t i = 0; i < 60'000; ++i)
    ASSERT_EQ(lines.texts[i], "a line of some words, number " + std::to_string(i));
  EXPECT_EQ(lines.texts[60'000], long_line);
  EXPECT_EQ(lines.texts[60'001], "last");
}

TEST(LinesTest, RefusesALineThatIsTooLongAndNothingVisible) {
  const TemporaryFolder folder;
  put_file(folder / "long.txt", "short\n" + test::repeated("word ", largest_document / 5 + 1));
  const auto keep = [](std::string&&) -> Result<void> { return {}; };
  const auto too_long = read_lines({folder / "long.txt"}, "text", {}, keep);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::bad_input);
  EXPECT_THAT(too_long.error().message, HasSubstr("long.txt"));
  put_file(folder / "empty.txt", "\n\n \n");
  EXPECT_EQ(read_lines({folder / "empty.txt"}, "text", {}, keep).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze
