// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/core/text/read_corpus.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::put_file;
using test::Read;
using test::read_corpus;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

Read read(const std::vector<fs::path>& paths, DocumentBoundary boundary,
          const CleaningOptions& cleaning = {}) {
  return read_corpus(paths, {boundary}, cleaning);
}

Error list_error(const std::vector<fs::path>& paths) {
  const auto list = list_corpus_files(paths);
  EXPECT_FALSE(list);
  return list ? Error{} : list.error();
}

TEST(CorpusFiles, AreSortedAndEachOnce) {
  TemporaryFolder folder;
  for (const char* name : {"b.txt", "a.TXT", "sub/c.txt", "notes.pdf", ".hidden.txt", ".git/x.txt"})
    put_file(folder / name, "x");
  fs::create_symlink(folder / "b.txt", folder / "zz.txt");
  const auto list = list_corpus_files(
      {folder / "sub/c.txt", folder.path(), folder / "b.txt", folder.path() / "." / "b.txt"});
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_THAT(*list, ElementsAre(folder / "./b.txt", folder / "a.TXT", folder / "sub/c.txt"));
}

TEST(CorpusFiles, LinkLoopsEnd) {
  TemporaryFolder folder;
  put_file(folder / "deep/a.txt", "x");
  fs::create_directory_symlink(folder.path(), folder / "deep/up");
  fs::create_directory_symlink(folder / "deep", folder / "again");
  fs::create_symlink("self", folder / "self");
  const auto list = list_corpus_files({folder.path()});
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_EQ(list->size(), 1u);
}

TEST(CorpusFiles, LinkedFoldersAreRead) {
  TemporaryFolder folder, other;
  put_file(other / "far.txt", "x");
  fs::create_directory_symlink(other.path(), folder / "link");
  const auto list = list_corpus_files({folder.path()});
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_THAT(*list, ElementsAre(folder / "link/far.txt"));
}

TEST(CorpusFiles, AMissingPathIsNamed) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "x");
  const Error error = list_error({folder.path(), folder / "nowhere"});
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, HasSubstr((folder / "nowhere").string()));
}

TEST(CorpusFiles, AFolderWithoutTextSaysWhatItHolds) {
  TemporaryFolder folder;
  for (const char* name : {"a.pdf", "b.pdf", "sub/c.xml", "README"}) put_file(folder / name, "x");
  const Error error = list_error({folder.path()});
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_THAT(error.message, HasSubstr("'" + folder.path().string() +
                                       "' holds no text file, but 2 x .pdf, 1 x .xml, 1 x no ending"));
  TemporaryFolder empty;
  EXPECT_THAT(list_error({empty.path()}).message, HasSubstr("nothing at all"));
  EXPECT_EQ(list_error({}).code, ErrorCode::bad_input);
}

TEST(CorpusFiles, AnotherEndingIsRefusedByName) {
  TemporaryFolder folder;
  put_file(folder / "book.epub", "x");
  const Error error = list_error({folder / "book.epub"});
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_THAT(error.message, HasSubstr("book.epub"));
  EXPECT_THAT(error.hint, HasSubstr(".txt"));
}

TEST(Documents, OnePerFile) {
  TemporaryFolder folder;
  put_file(folder / "b/two.txt", "\xEF\xBB\xBFsecond \r\n\r\n  file\r\n");
  put_file(folder / "a.txt", "first");
  put_file(folder / "c.txt", " \n\t\n");
  const Read all = read({folder.path()}, DocumentBoundary::file);
  ASSERT_TRUE(all.report) << to_string(all.report.error());
  ASSERT_THAT(all.texts(), ElementsAre("first", "second\nfile"));
  EXPECT_EQ(all.documents[0].source, "a.txt");
  EXPECT_EQ(all.documents[1].source, "b/two.txt");
  EXPECT_EQ(all.documents[1].ordinal, 1u);
  EXPECT_EQ(all.report->files, 3u);
  EXPECT_EQ(all.report->documents, 2u);
  EXPECT_EQ(all.report->empty_documents, 1u);
  EXPECT_EQ(all.report->cleaning.bytes_in, 5u + 22u + 4u);
  EXPECT_EQ(all.report->cleaning.bytes_out, 5u + 11u);
}

TEST(Documents, ABlankLineEndsOne) {
  TemporaryFolder folder;
  // Blank to the eye: empty, white space, an ideographic space, a zero-width space; with every kind of line
  // break.
  put_file(folder / "a.txt",
           "\n one\n two \r\n\r\nthree\n \t \nfour\n\u3000\nfive\n\u200B\nsix\r\rseven\n\n\n");
  const Read all = read({folder.path()}, DocumentBoundary::blank_line);
  ASSERT_TRUE(all.report) << to_string(all.report.error());
  EXPECT_THAT(all.texts(), ElementsAre("one\ntwo", "three", "four", "five", "six", "seven"));
  EXPECT_EQ(all.documents[5].ordinal, 5u);
  EXPECT_EQ(all.report->empty_documents, 0u);
  EXPECT_EQ(all.report->cleaning.bytes_out, 7u + 5u + 4u + 4u + 3u + 5u);
}

TEST(Documents, WithoutCollapsingTheLinesStayAsTheyStand) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "  one\n two\n\nthree \n");
  CleaningOptions cleaning;
  cleaning.collapse_whitespace = false;
  EXPECT_THAT(read({folder.path()}, DocumentBoundary::blank_line, cleaning).texts(),
              ElementsAre("  one\n two", "three "));
  EXPECT_THAT(read({folder.path()}, DocumentBoundary::file, cleaning).texts(),
              ElementsAre("  one\n two\n\nthree \n"));
}

TEST(Documents, BothBoundariesCleanAlike) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "Cafe\u0301 \xFF\x01 E\u200B\u0301\tend\n");
  CleaningOptions cleaning;
  cleaning.lowercase = true;
  const Read by_file = read({folder.path()}, DocumentBoundary::file, cleaning);
  const Read by_line = read({folder.path()}, DocumentBoundary::blank_line, cleaning);
  EXPECT_THAT(by_file.texts(), ElementsAre("café \uFFFD é end"));
  EXPECT_EQ(by_line.texts(), by_file.texts());
  for (const Read* all : {&by_file, &by_line}) {
    EXPECT_EQ(all->report->cleaning.invalid_sequences, 1u);
    EXPECT_EQ(all->report->cleaning.control_characters, 2u);
  }
}

TEST(Documents, OnlyEmptyFilesAreBadInputThatSaysSo) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "");
  put_file(folder / "b.txt", " \n\u200B");
  for (const auto boundary : {DocumentBoundary::file, DocumentBoundary::blank_line}) {
    const Read all = read({folder.path()}, boundary);
    ASSERT_FALSE(all.report);
    EXPECT_EQ(all.report.error().code, ErrorCode::bad_input);
    EXPECT_THAT(all.report.error().message, HasSubstr("2 files of 5 bytes"));
  }
}

TEST(Documents, AFileThatCannotBeReadIsNamed) {
  TemporaryFolder folder;
  // A file that opens and then fails to be read, for root as well.
  fs::create_symlink("/proc/self/mem", folder / "broken.txt");
  const Read all = read({folder.path()}, DocumentBoundary::file);
  ASSERT_FALSE(all.report);
  EXPECT_EQ(all.report.error().code, ErrorCode::io);
  EXPECT_THAT(all.report.error().message, HasSubstr("broken.txt"));
}

TEST(Documents, ALinkToNothingIsNamedAndNotPassedOver) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "x");
  fs::create_symlink(folder / "gone", folder / "link.txt");
  const Read all = read({folder.path()}, DocumentBoundary::file);
  ASSERT_FALSE(all.report);
  EXPECT_EQ(all.report.error().code, ErrorCode::not_found);
  EXPECT_THAT(all.report.error().message, HasSubstr("link.txt"));
}

TEST(Documents, TheSinksErrorStopsAndComesBack) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "one\n\ntwo\n\nthree");
  int calls = 0;
  const auto report =
      read_documents({folder.path()}, {DocumentBoundary::blank_line}, {}, [&](Document&&) -> Result<void> {
        if (++calls == 2) return fail(ErrorCode::disk_full, "no room");
        return {};
      });
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::disk_full);
  EXPECT_EQ(calls, 2);
}

TEST(Documents, CancellingStopsWithinAFile) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "one\n\ntwo\n\nthree");
  CancelFlag cancel;
  int calls = 0;
  const auto report = read_documents(
      {folder.path()}, {DocumentBoundary::blank_line}, {},
      [&](Document&&) -> Result<void> {
        ++calls;
        cancel.cancel();
        return {};
      },
      {}, &cancel);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::cancelled);
  EXPECT_EQ(calls, 1);
}

TEST(Documents, ProgressCountsBytesToTheEnd) {
  TemporaryFolder folder;
  put_file(folder / "a.txt", "12345");
  put_file(folder / "b.txt", "1234567");
  std::vector<std::uint64_t> done;
  const auto report = read_documents(
      {folder.path()}, {}, {}, [](Document&&) -> Result<void> { return {}; },
      [&](std::string_view what, std::uint64_t bytes, std::uint64_t total) {
        EXPECT_EQ(what, "reading");
        EXPECT_EQ(total, 12u);
        done.push_back(bytes);
      });
  ASSERT_TRUE(report) << to_string(report.error());
  ASSERT_FALSE(done.empty());
  EXPECT_EQ(done.back(), 12u);
}

}  // namespace
}  // namespace cloze
