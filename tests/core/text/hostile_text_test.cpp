// SPDX-License-Identifier: GPL-3.0-or-later
// Text that nobody meant to be read: each case is read, counted and shown, or refused with a clear error, in
// bounded memory and time.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/text/documents.h"
#include "tests/reliability/soak.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using test::put_file;
using test::repeated;
using test::TemporaryFolder;
using testing::HasSubstr;

/// ASCII as UTF-16 without a byte-order mark.
std::string utf16(std::string_view ascii, bool little_endian) {
  std::string out;
  for (const char c : ascii) {
    if (!little_endian) out += '\0';
    out += c;
    if (little_endian) out += '\0';
  }
  return out;
}

Result<CorpusReport> read(const fs::path& path, DocumentBoundary boundary = DocumentBoundary::file,
                          std::vector<Document>* documents = nullptr,
                          LongDocument long_document = LongDocument::refuse) {
  return read_documents(
      {path}, {boundary}, {},
      [&](Document&& document) -> Result<void> {
        if (documents != nullptr) documents->push_back(std::move(document));
        return {};
      },
      {}, nullptr, long_document);
}

// ---------------------------------------------------------------- refused

struct Refused {
  const char* name;
  std::function<fs::path(const fs::path& folder)> make;  ///< The path to read.
  ErrorCode code;
  const char* message;
  const char* hint;
};
void PrintTo(const Refused& one, std::ostream* out) {
  *out << one.name;
}

fs::path file(const fs::path& folder, std::string_view bytes) {
  put_file(folder / "x.txt", bytes);
  return folder / "x.txt";
}

std::vector<Refused> refused() {
  const ErrorCode bad = ErrorCode::bad_input;
  return {
      {"EmptyFile", [](const fs::path& f) { return file(f, ""); }, bad, "the corpus holds no text",
       "hold text"},
      {"OnlyByteOrderMark", [](const fs::path& f) { return file(f, "\xEF\xBB\xBF"); }, bad,
       "the corpus holds no text", "hold text"},
      {"OnlyBlanksAndBreaks", [](const fs::path& f) { return file(f, " \t\r\n\u3000\n"); }, bad,
       "the corpus holds no text", "hold text"},
      {"OnlyControlCharacters", [](const fs::path& f) { return file(f, "\1\2\3\x1b\x7f\u200b"s); }, bad,
       "the corpus holds no text", "hold text"},
      {"OnlyZeros", [](const fs::path& f) { return file(f, std::string(1000, '\0')); }, bad,
       "the corpus holds no text", "hold text"},
      {"Utf16ChineseWithoutMark",
       [](const fs::path& f) { return file(f, repeated("\x2D\x4E\xFD\x56\x86\x53\xF2\x53", 20)); }, bad,
       "is no text", "iconv"},
      {"RandomBytes",
       [](const fs::path& f) {
         std::string bytes;
         for (std::uint32_t i = 0, x = 1; i < 4096; ++i)
           bytes += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
         return file(f, bytes);
       },
       bad, "is no text", "iconv"},
      {"ALineOver16MegabytesAsADocument",
       [](const fs::path& f) { return file(f, std::string(17 << 20, 'a')); }, bad, "a document of '",
       "split the file"},
      {"AHeapOfMarks", [](const fs::path& f) { return file(f, "a" + repeated("\u0301\u0323", 10 << 20)); },
       bad, "a document of '", "split the file"},
      {"ADirectoryNamedAsAFile",
       [](const fs::path& f) {
         fs::create_directories(f / "x.txt");
         return f / "x.txt";
       },
       bad, "holds no text file, but nothing at all", ".txt"},
      {"Pipe",
       [](const fs::path& f) {
         ::mkfifo((f / "x.txt").c_str(), 0600);
         return f / "x.txt";
       },
       bad, "is not a regular file", ".txt"},
      {"LinkToADevice",
       [](const fs::path& f) {
         fs::create_symlink("/dev/zero", f / "x.txt");
         return f / "x.txt";
       },
       bad, "is not a regular file", ".txt"},
      {"Socket",
       [](const fs::path& f) {
         const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
         sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
         const std::string path = (f / "x.txt").string();
         path.copy(address.sun_path, sizeof address.sun_path - 1);
         ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
         ::close(fd);
         return f / "x.txt";
       },
       bad, "is not a regular file", ".txt"},
      {"LinkLoop",
       [](const fs::path& f) {
         fs::create_symlink("b.txt", f / "a.txt");
         fs::create_symlink("a.txt", f / "b.txt");
         return f / "a.txt";
       },
       ErrorCode::io, "a.txt': Too many levels of symbolic links", ""},
      {"LinkLoopInAFolder",
       [](const fs::path& f) {
         fs::create_symlink("x.txt", f / "x.txt");
         return f;
       },
       ErrorCode::io, "x.txt': Too many levels of symbolic links", ""},
      {"LinkToNothing",
       [](const fs::path& f) {
         fs::create_symlink("gone", f / "x.txt");
         return f / "x.txt";
       },
       ErrorCode::not_found, "x.txt' does not exist", "spelling"},
      {"ANameTooLongForTheSystem", [](const fs::path& f) { return f / (std::string(300, 'n') + ".txt"); },
       ErrorCode::io, "File name too long", ""},
      {"APathTooLongForTheSystem", [](const fs::path& f) { return f / (repeated("d/", 3000) + "x.txt"); },
       ErrorCode::io, "File name too long", ""},
      {"APathThroughAFile",
       [](const fs::path& f) {
         put_file(f / "file", "x");
         return f / "file/x.txt";
       },
       ErrorCode::not_found, "does not exist", "spelling"},
      {"AnEmptyPath", [](const fs::path&) { return fs::path(); }, ErrorCode::not_found, "'' does not exist",
       "spelling"},
  };
}

class HostileText : public testing::TestWithParam<Refused> {};

TEST_P(HostileText, IsRefusedWithTheReason) {
  const TemporaryFolder folder;
  const fs::path path = GetParam().make(folder.path());
  const Stopwatch watch;
  const auto report = read(path);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, GetParam().code) << report.error().message;
  EXPECT_THAT(report.error().message, HasSubstr(GetParam().message));
  EXPECT_THAT(report.error().hint, HasSubstr(GetParam().hint));
  EXPECT_LT(watch.seconds(), 30);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileText, testing::ValuesIn(refused()),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- read, with counts

struct Taken {
  const char* name;
  std::string bytes;
  std::string text;  ///< Of the one document.
  std::uint64_t invalid = 0, control = 0;
};
void PrintTo(const Taken& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Taken> taken() {
  return {
      {"ByteOrderMark", "\xEF\xBB\xBFtext", "text"},
      {"TwoByteOrderMarks", "\xEF\xBB\xBF\xEF\xBB\xBFtext", "text"},
      {"ByteOrderMarkOnASecondLine", "one\n\xEF\xBB\xBFtwo", "one\ntwo", 0, 1},
      {"CarriageReturns", "one\r\ntwo\rthree\n\rfour", "one\ntwo\nthree\nfour"},
      {"ZerosBetweenLetters", "a\0b\0\0c d e f g h"s, "abc d e f g h", 0, 3},
      {"ASingleBadByte", "caf\xE9 au lait, s'il vous pla\xC3\xAEt",
       "caf\xEF\xBF\xBD au lait, s'il vous pla\xC3\xAEt", 1},
      {"Overlong", "slash \xC0\xAF in a longer text", "slash \xEF\xBF\xBD\xEF\xBF\xBD in a longer text", 2},
      {"Surrogate", "half \xED\xA0\x80 of a pair in a longer text",
       "half \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD of a pair in a longer text", 3},
      {"BehindTheLastCharacter", "\xF4\x90\x80\x80 is above U+10FFFF, the last one",
       "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD is above U+10FFFF, the last one", 4},
      {"CutAtTheEnd", "the last character is cut \xE4\xB8", "the last character is cut \xEF\xBF\xBD", 1},
      {"EscapeSequences", "\x1b[31mred\x1b[0m", "[31mred[0m", 0, 2},
      {"WritingDirection", "ab\u202ecd\u202c", "abcd", 0, 2},
      {"NonCharacters", "a\uFFFEb\U0010FFFFc", "a\uFFFEb\U0010FFFFc"},
      {"AMegabyteWord", std::string(1 << 20, 'w'), std::string(1 << 20, 'w')},
      {"AMegabyteOfMarks", "a" + repeated("\u0301\u0323", 1 << 18), "", 0, 0},
      {"AMegabyteOfBlanks", "a" + std::string(1 << 20, ' ') + "b", "a b"},
      {"AMegabyteOfBreaks", "a" + std::string(1 << 20, '\n') + "b", "a\nb"},
      {"TheLargestExpansion", repeated("\uFDFA", 1 << 20), repeated("\uFDFA", 1 << 20)},
  };
}

class CountedText : public testing::TestWithParam<Taken> {};

TEST_P(CountedText, IsReadAndCounted) {
  const TemporaryFolder folder;
  std::vector<Document> documents;
  const Stopwatch watch;
  const auto report = read(file(folder.path(), GetParam().bytes), DocumentBoundary::file, &documents);
  ASSERT_TRUE(report) << to_string(report.error());
  ASSERT_EQ(documents.size(), 1u);
  if (!GetParam().text.empty()) {
    EXPECT_TRUE(documents[0].text == GetParam().text) << documents[0].text.substr(0, 100);
  }
  EXPECT_EQ(report->cleaning.invalid_sequences, GetParam().invalid);
  EXPECT_EQ(report->cleaning.control_characters, GetParam().control);
  EXPECT_EQ(report->cleaning.bytes_in, GetParam().bytes.size());
  EXPECT_LT(watch.seconds(), 20);
}

INSTANTIATE_TEST_SUITE_P(Cases, CountedText, testing::ValuesIn(taken()),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- folders

TEST(HostileFolder, CountsWhatItLeavesOut) {
  const TemporaryFolder folder;
  put_file(folder / "a.txt", "text");
  for (const char* name : {"b.pdf", "c", ".hidden.txt", "sub/.hidden", "sub/picture.png"})
    put_file(folder / name, "x");
  ::mkfifo((folder / "pipe.txt").c_str(), 0600);
  fs::create_symlink("/dev/zero", folder / "endless.txt");
  const auto report = read(folder.path());
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->files, 1u);
  EXPECT_EQ(report->skipped_files, 7u);
}

TEST(HostileFolder, TwentyThousandTinyFilesAreOneDocumentEach) {
  const TemporaryFolder folder;
  for (int i = 0; i < 20'000; ++i) {
    const fs::path path = folder.path() / std::to_string(i % 100) / (std::to_string(i) + ".txt");
    if (i < 100) fs::create_directory(path.parent_path());
    std::ofstream(path) << i;
  }
  test::expect_bounded_memory(
      [&] {
        const auto report = read(folder.path());
        return report && report->documents == 20'000;
      },
      std::int64_t{64} << 20);
}

TEST(HostileFolder, AThousandFoldersDeepIsReadAndDeeperThanTheSystemGoesIsTold) {
  const TemporaryFolder folder;
  const int start = ::open(".", O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::chdir(folder.path().c_str()), 0);
  const auto deeper = [](int levels) {
    for (int i = 0; i < levels; ++i) {
      if (::mkdir("d", 0700) != 0 || ::chdir("d") != 0) FAIL() << "level " << i;
    }
  };
  deeper(1000);
  std::ofstream("x.txt") << "deep";
  auto report = read(folder.path());
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->documents, 1u);
  deeper(2000);
  std::ofstream("y.txt") << "deeper";
  report = read(folder.path());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::io);
  EXPECT_THAT(report.error().message, HasSubstr("File name too long"));
  for (int i = 0; i < 2000; ++i) {  // What no path reaches, no path removes.
    ::unlink("y.txt");
    ASSERT_EQ(::chdir(".."), 0);
    ::rmdir("d");
  }
  ASSERT_EQ(::fchdir(start), 0);
  ::close(start);
}

TEST(HostileFolder, WhatMayNotBeReadIsNamed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  put_file(folder / "x.txt", "secret");
  fs::permissions(folder / "x.txt", fs::perms::none);
  const auto report = read(folder.path());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::io);
  EXPECT_THAT(report.error().message, HasSubstr("x.txt': Permission denied"));
}

// ---------------------------------------------------------------- memory

/// Bytes of the large cases: 64 MB in the suite, 1 GB with CLOZE_SOAK=1.
std::size_t large() {
  return test::soaking() ? std::size_t{1} << 30 : std::size_t{64} << 20;
}

/// A file of that size, written piece by piece.
fs::path large_file(const TemporaryFolder& folder, std::string_view piece) {
  const fs::path path = folder / "large.txt";
  std::ofstream out(path, std::ios::binary);
  const std::string block = repeated(piece, (1 << 20) / piece.size());
  for (std::size_t written = 0; written < large(); written += block.size()) out << block;
  return path;
}

TEST(LargeText, OneLineIsRefusedInLittleMemory) {
  const TemporaryFolder folder;
  const fs::path path = large_file(folder, "word ");
  for (const DocumentBoundary boundary : {DocumentBoundary::file, DocumentBoundary::blank_line})
    test::expect_bounded_memory([&] {
      const auto report = read(path, boundary);
      return !report && report.error().code == ErrorCode::bad_input &&
             report.error().message.find("larger than 16777216 bytes") != std::string::npos;
    });
}

TEST(LargeText, OneLineForTheTokenizerIsRefusedAsALine) {
  const TemporaryFolder folder;
  const fs::path path = large_file(folder, "word ");
  test::expect_bounded_memory([&] {
    const auto report = read(path, DocumentBoundary::file, nullptr, LongDocument::in_parts);
    return !report && report.error().message.find("a line of") != std::string::npos;
  });
}

TEST(LargeText, ManyDocumentsAreReadInLittleMemory) {
  const TemporaryFolder folder;
  const fs::path path = large_file(folder, "one line\nanother line\n\n");
  test::expect_bounded_memory(
      [&] {
        const auto report = read(path, DocumentBoundary::blank_line);
        return report && report->documents > large() / 100;
      },
      std::int64_t{32} << 20);
}

TEST(LargeText, OneDocumentOfManyLinesComesInPartsForTheTokenizer) {
  const TemporaryFolder folder;
  const fs::path path = large_file(folder, "a line of a book that has no end\n");
  test::expect_bounded_memory([&] {
    std::uint64_t bytes = 0, parts = 0;
    bool one = true;
    const auto report = read_documents(
        {path}, {}, {},
        [&](Document&& document) -> Result<void> {
          bytes += document.text.size();
          ++parts;
          one = one && document.ordinal == 0;
          return {};
        },
        {}, nullptr, LongDocument::in_parts);
    return report && report->documents == 1 && one && parts > 1 && bytes + parts >= large();
  });
}

TEST(LargeText, NothingButZerosTakesNoMemory) {
  const TemporaryFolder folder;
  put_file(folder / "large.txt", "");
  fs::resize_file(folder / "large.txt", large());  // Sparse.
  test::expect_bounded_memory([&] {
    const auto report = read(folder / "large.txt");
    return !report && report.error().message.find("holds no text") != std::string::npos;
  });
}

// The pieces in which a file is read must not show in the text.
TEST(LargeText, PiecesGiveWhatTheWholeGives) {
  std::string text;
  const std::vector<std::string> parts{
      "word ",    "\u0301",           "e\u0301", "中文",   "\r", "\n",     "\r\n",
      "\xE4\xB8", "\u200b",           "ﬁ",       "\uFEFF", " ",  "\u3000", "ÅΩ",
      "한",       "\xF0\x9F\x98\x80", "\n\n",    "x"};
  for (std::uint32_t i = 0, x = 7; text.size() < (5 << 20); ++i) {
    x = x * 1664525 + 1013904223;
    text += parts[(x >> 24) % parts.size()];
    if (i == 400'000) text += repeated("ein Wort und noch eins ", 100'000);  // A line of several pieces.
  }
  const TemporaryFolder folder;
  for (const bool lowercase : {false, true}) {
    CleaningOptions options;
    options.normalization = lowercase ? Normalization::nfkc : Normalization::nfc;
    options.lowercase = lowercase;
    std::string whole;
    const auto report =
        read_documents({file(folder.path(), text)}, {}, options, [&](Document&& document) -> Result<void> {
          whole = std::move(document.text);
          return {};
        });
    ASSERT_TRUE(report) << to_string(report.error());
    CleaningCounts counts;
    EXPECT_TRUE(whole == clean(text, options, &counts));
    EXPECT_EQ(report->cleaning.invalid_sequences, counts.invalid_sequences);
    EXPECT_EQ(report->cleaning.control_characters, counts.control_characters);
    EXPECT_EQ(report->cleaning.bytes_out, counts.bytes_out);
  }
}

}  // namespace
}  // namespace cloze
