// SPDX-License-Identifier: GPL-3.0-or-later
// Corpus files of every format, packing and encoding, good and bad.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/text/corpus_files.h"
#include "core/text/documents.h"
#include "core/text/encoding.h"
#include "tests/core/text/read_corpus.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using test::put_file;
using test::Read;
using test::read_corpus;
using test::repeated;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

std::string gzip(std::string_view text) {
  z_stream state{};
  deflateInit2(&state, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&state, text.size()), '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&state, Z_FINISH), Z_STREAM_END);
  out.resize(state.total_out);
  deflateEnd(&state);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 9));
  return out;
}

std::string encoded(const std::string& utf8, const char* encoding) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t size = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<std::int32_t>(out.size()),
                                         utf8.data(), static_cast<std::int32_t>(utf8.size()), &status);
  EXPECT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// ---------------------------------------------------------------- kinds

TEST(FileKinds, AreToldByTheirEndings) {
  const auto kind = [](const char* name) { return kind_of_file(name); };
  EXPECT_EQ(kind("a.txt"), (FileKind{TextFormat::plain, Compression::none}));
  EXPECT_EQ(kind("dir.gz/a.MD"), (FileKind{TextFormat::plain, Compression::none}));
  EXPECT_EQ(kind("a.JSONL.gz"), (FileKind{TextFormat::json, Compression::gzip}));
  EXPECT_EQ(kind("a.ndjson"), (FileKind{TextFormat::json, Compression::none}));
  EXPECT_EQ(kind("a.csv.ZST"), (FileKind{TextFormat::csv, Compression::zstd}));
  EXPECT_EQ(kind("a.tsv"), (FileKind{TextFormat::tsv, Compression::none}));
  for (const char* other : {"a", "a.gz", "a.txt.gz.gz", "a.pdf", ".txt", ".gz", "a.txt.bz2"})
    EXPECT_FALSE(kind(other)) << other;
}

TEST(Patterns, StandForTheFilesThatFit) {
  const TemporaryFolder folder;
  for (const char* name : {"a.txt", "b.txt", "c.md", "d[1].txt"}) put_file(folder / name, "x");
  const auto fitting = list_corpus_files({folder / "*.txt"});
  ASSERT_TRUE(fitting) << to_string(fitting.error());
  EXPECT_THAT(*fitting, ElementsAre(folder / "a.txt", folder / "b.txt", folder / "d[1].txt"));
  const auto braces = list_corpus_files({folder / "{a,c}.*"});
  ASSERT_TRUE(braces) << to_string(braces.error());
  EXPECT_THAT(*braces, ElementsAre(folder / "a.txt", folder / "c.md"));
  // A file of that very name is no pattern.
  const auto itself = list_corpus_files({folder / "d[1].txt"});
  ASSERT_TRUE(itself) << to_string(itself.error());
  EXPECT_THAT(*itself, ElementsAre(folder / "d[1].txt"));
  const auto none = list_corpus_files({folder / "*.json"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_THAT(none.error().message, HasSubstr("*.json"));
}

// ---------------------------------------------------------------- read

struct Good {
  const char* name;
  const char* file;
  std::string bytes;
  std::vector<std::string> texts;
  CorpusFormat format{};
};
void PrintTo(const Good& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Good> good() {
  const std::string lines = R"({"text": "one"}
{"id": 7, "text": "two\nlines", "more": {"text": "no", "list": [1, {"text": "no"}]}}

{"text": null}
{"text": "\u4e2d\ud83d\ude00 \"quoted\""})";
  const std::vector<std::string> of_lines{"one", "two\nlines", "中😀 \"quoted\""};
  return {
      {"Markdown", "a.md", "# Title\n\ntext", {"# Title\ntext"}},
      {"JsonLines", "a.jsonl", lines, of_lines},
      {"JsonLinesWithMarkAndCarriageReturns",
       "a.jsonl",
       "\xEF\xBB\xBF{\"text\": \"one\"}\r\n{\"text\": \"two\"}\r\n",
       {"one", "two"}},
      {"JsonList", "a.json", R"([{"text": "one"}, {"text": "two"}])", {"one", "two"}},
      {"JsonListOfTexts", "a.json", R"(["one", "two", ""])", {"one", "two"}},
      {"OneJsonRecordOverLines", "a.json", "{\n \"a\": [],\n \"text\": \"one\"\n}\n", {"one"}},
      {"JsonLinesOfTexts", "a.jsonl", "\"one\"\n\"two\"", {"one", "two"}},
      {"JsonAnotherField", "a.jsonl", R"({"text": "no", "body": "yes"})", {"yes"}, {.text_field = "body"}},
      {"JsonInUtf16", "a.jsonl", "\xFF\xFE" + encoded("{\"text\": \"中国\"}", "UTF-16LE"), {"中国"}},
      {"JsonBlankLines",
       "a.jsonl",
       R"({"text": "one\n\ntwo"})",
       {"one", "two"},
       {.boundary = DocumentBoundary::blank_line}},
      {"Csv",
       "a.csv",
       "id,text\n1,one\n2,\"two, \"\"quoted\"\"\nlines\"\n\n3,\n4,four",
       {"one", "two, \"quoted\"\nlines", "four"}},
      {"CsvWithCarriageReturns", "a.csv", "\xEF\xBB\xBFtext,id\r\none,1\r\n\"two\",2\r\n", {"one", "two"}},
      {"CsvOfOldMacs", "a.csv", "text,id\rone,1\rtwo,2", {"one", "two"}},
      {"CsvQuotesWithinAField", "a.csv", "text\nsay \"hi\" now\n\"a\"b\n", {"say \"hi\" now", "ab"}},
      {"CsvAnotherColumn", "a.csv", "text,body text\nno,yes\n", {"yes"}, {.text_field = "body text"}},
      {"CsvChinese", "a.csv", "编号,文本\n1,\"中国,历史\"\n", {"中国,历史"}, {.text_field = "文本"}},
      {"CsvInGb18030", "a.csv", encoded("text\n" + repeated("中国人民的历史很悠久。\n", 4), "GB18030"),
       std::vector<std::string>(4, "中国人民的历史很悠久。")},
      {"Tsv", "a.tsv", "id\ttext\n1\tone, and\n2\t\"two\ttabs\"\n", {"one, and", "two tabs"}},
      {"Gzip", "a.txt.gz", gzip("packed"), {"packed"}},
      {"GzipInTwoMembers", "a.txt.gz", gzip("packed ") + gzip("twice"), {"packed twice"}},
      {"Zstd", "a.txt.zst", zstd("packed"), {"packed"}},
      {"ZstdInTwoFrames", "a.txt.zst", zstd("packed ") + zstd("") + zstd("twice"), {"packed twice"}},
      {"JsonLinesGzip", "a.jsonl.gz", gzip(lines), of_lines},
      {"CsvZstd", "a.csv.zst", zstd("text\none\n"), {"one"}},
  };
}

class GoodFile : public testing::TestWithParam<Good> {};

TEST_P(GoodFile, GivesItsTexts) {
  const TemporaryFolder folder;
  put_file(folder / GetParam().file, GetParam().bytes);
  const Read out = read_corpus({folder.path()}, GetParam().format);
  ASSERT_TRUE(out.report) << to_string(out.report.error());
  EXPECT_EQ(out.texts(), GetParam().texts);
  EXPECT_EQ(out.report->files, 1u);
  EXPECT_EQ(out.report->documents, GetParam().texts.size());
}

INSTANTIATE_TEST_SUITE_P(Cases, GoodFile, testing::ValuesIn(good()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Formats, EmptyRecordsAreCounted) {
  const TemporaryFolder folder;
  put_file(folder / "a.jsonl", "{\"text\": \"\"}\n{\"text\": \" \"}\n{\"text\": null}\n{\"text\": \"x\"}");
  put_file(folder / "b.csv", "text,id\n,1\n\"\",2\ny,3\n");
  const Read out = read_corpus({folder.path()});
  ASSERT_TRUE(out.report) << to_string(out.report.error());
  EXPECT_THAT(out.texts(), ElementsAre("x", "y"));
  EXPECT_EQ(out.report->empty_documents, 5u);
  EXPECT_EQ(out.report->files, 2u);
}

/// Records across the borders of every block that is read.
TEST(Formats, ManyRecordsComeInOrder) {
  const TemporaryFolder folder;
  std::string json, csv = "id,text\n";
  std::vector<std::string> texts;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = std::to_string(i) + std::string(static_cast<std::size_t>(i) % 97, 'x');
    texts.push_back(text);
    json += "{\"text\": \"" + text + "\"}\n";
    csv += std::to_string(i) + ",\"" + text + "\"\r\n";
  }
  put_file(folder / "a.jsonl.gz", gzip(json));
  put_file(folder / "b.csv.zst", zstd(csv));
  put_file(folder / "c.json", json);
  for (const char* name : {"a.jsonl.gz", "b.csv.zst", "c.json"}) {
    const Read out = read_corpus({folder / name});
    ASSERT_TRUE(out.report) << to_string(out.report.error());
    EXPECT_EQ(out.texts(), texts) << name;
  }
}

TEST(Formats, ProgressIsInBytesOnTheDisk) {
  const TemporaryFolder folder;
  put_file(folder / "a.txt.gz", gzip(repeated("a line of text\n", 1000)));
  std::uint64_t last = 0, total = 0, position = 0;
  const auto report = read_documents(
      {folder.path()}, {}, {},
      [&](Document&& document) -> Result<void> {
        position = document.position;
        return {};
      },
      [&](std::string_view, std::uint64_t done, std::uint64_t all) {
        last = done;
        total = all;
      });
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(total, fs::file_size(folder / "a.txt.gz"));
  EXPECT_EQ(last, total);
  EXPECT_EQ(position, total);
}

TEST(Formats, TheBeginningIsForPeople) {
  const TemporaryFolder folder;
  put_file(folder / "a.jsonl.gz", gzip("{\"text\": \"三国演义\"}"));
  for (const auto& [most, wanted] :
       {std::pair{10, "{\"text\": \""}, std::pair{13, "{\"text\": \"三"}, std::pair{15, "{\"text\": \"三"},
        std::pair{16, "{\"text\": \"三国"}, std::pair{100, "{\"text\": \"三国演义\"}"}}) {
    const auto text = read_beginning(folder / "a.jsonl.gz", static_cast<std::size_t>(most));
    ASSERT_TRUE(text) << to_string(text.error());
    EXPECT_EQ(*text, wanted) << most;
  }
  EXPECT_FALSE(read_beginning(folder / "gone.txt", 10));
}

// ---------------------------------------------------------------- encodings

struct Encoded {
  const char* encoding;  ///< Of ICU, and what is reported.
  const char* text;
};
void PrintTo(const Encoded& one, std::ostream* out) {
  *out << one.encoding;
}

constexpr const char* german =
    "Über die Straße läuft ein müder Fuchs, der größer wäre als üblich; schöne Grüße aus Köln und "
    "Düsseldorf.";
constexpr const char* russian = "Это русский текст, в котором много букв и слов. Москва большая.";

class EncodedText : public testing::TestWithParam<Encoded> {};

TEST_P(EncodedText, IsConvertedAndCounted) {
  const std::string text = repeated(GetParam().text, 5);
  const TemporaryFolder folder;
  put_file(folder / "a.txt", encoded(text, GetParam().encoding));
  put_file(folder / "b.txt", "plain");
  const Read out = read_corpus({folder.path()});
  ASSERT_TRUE(out.report) << to_string(out.report.error());
  EXPECT_THAT(out.texts(), ElementsAre(text, "plain"));
  EXPECT_THAT(out.report->converted_files, ElementsAre(testing::Pair(GetParam().encoding, 1u)));
  EXPECT_EQ(out.report->cleaning.invalid_sequences, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, EncodedText,
    testing::Values(
        Encoded{"UTF-16", "Hello there, 中国."}, Encoded{"UTF-32", "Hello there, 中国."},
        Encoded{"UTF-16LE", "Hello there, all of you."}, Encoded{"UTF-16BE", "Hello there, all of you."},
        Encoded{"GB18030", "中国人民的历史很悠久。"}, Encoded{"Big5", "中國人民的歷史很悠久。三國演義"},
        Encoded{"Shift_JIS", "これは日本語の文章です。東京は大きい都市ですね。"},
        Encoded{"EUC-KR", "안녕하세요 이것은 한국어 문장입니다."}, Encoded{"windows-1251", russian},
        Encoded{"KOI8-R", russian}, Encoded{"ISO-8859-1", german}),
    [](const auto& info) {
      std::string name = info.param.encoding;
      std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
      return name;
    });

TEST(Encodings, BadSequencesOfOthersAreCountedAndReplacedOrSkipped) {
  const TemporaryFolder folder;
  const std::string good = encoded("中国人民的历史很悠久。", "GB18030");
  put_file(folder / "a.txt", repeated(good, 9) + "\xFF" + good);
  Read out = read_corpus({folder.path()});
  ASSERT_TRUE(out.report) << to_string(out.report.error());
  EXPECT_EQ(out.report->cleaning.invalid_sequences, 1u);
  EXPECT_EQ(out.texts()[0], repeated("中国人民的历史很悠久。", 9) + "\uFFFD中国人民的历史很悠久。");
  out = read_corpus({folder.path()}, {}, {.invalid_utf8 = InvalidUtf8::skip});
  EXPECT_EQ(out.texts()[0], repeated("中国人民的历史很悠久。", 10));
}

TEST(Encodings, DamagedUtf8StaysUtf8) {
  EXPECT_EQ(detect_encoding(repeated("half \xED\xA0\x80 of a pair, and caf\xC3\xA9. ", 5)), "UTF-8");
  EXPECT_EQ(detect_encoding(repeated("中国人民\xE4\xB8 的历史。", 5)), "UTF-8");
  EXPECT_EQ(detect_encoding(""), "UTF-8");
}

/// Longer than every buffer on the way.
TEST(Encodings, LongTextIsTheSameAsItsParts) {
  const TemporaryFolder folder;
  const std::string text = repeated("三国演义 Über 😀 ", 40'000);
  put_file(folder / "a.txt.gz", gzip(encoded(text, "UTF-16")));
  const Read out = read_corpus({folder.path()});
  ASSERT_TRUE(out.report) << to_string(out.report.error());
  EXPECT_TRUE(out.texts()[0] == text.substr(0, text.size() - 1));
}

// ---------------------------------------------------------------- refused

struct Bad {
  const char* name;
  const char* file;
  std::string bytes;
  const char* message;
  CorpusFormat format{};
};
void PrintTo(const Bad& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Bad> bad() {
  const std::string packed = gzip(repeated("some text, ", 100)), packed2 = zstd(repeated("some text, ", 100));
  std::string flipped = gzip(repeated("some text that changes 1234567890, ", 10));
  flipped[flipped.size() / 2] ^= 0x55;
  const auto cut = [](const std::string& bytes) { return bytes.substr(0, bytes.size() - 4); };
  return {
      {"GzipCut", "a.txt.gz", cut(packed), "gzip: it ends in the middle"},
      {"GzipFlipped", "a.txt.gz", flipped, "cannot be unpacked as gzip"},
      {"GzipThatIsText", "a.txt.gz", "just text", "incorrect header"},
      {"GzipWithMoreBehindIt", "a.txt.gz", packed + "more", "cannot be unpacked as gzip"},
      {"ZstdCut", "a.jsonl.zst", cut(packed2), "zstd: it ends in the middle"},
      {"ZstdThatIsGzip", "a.txt.zst", packed, "cannot be unpacked as zstd"},
      {"JsonCut", "a.jsonl", "{\"text\": \"a\"}\n{\"text\": \"b", "line 2: this is no JSON"},
      {"JsonNotAtAll", "a.json", "some text", "line 1: this is no JSON"},
      {"JsonBadLine", "a.jsonl", "{\"text\": \"a\"}\n\n{\"text\": b}\n", "line 3: this is no JSON"},
      {"JsonBadUtf8", "a.jsonl", "{\"text\": \"a\xFF\"}", "line 1: this is no JSON"},
      {"JsonHalfAPair", "a.jsonl", R"({"text": "\ud800"})", "line 1: this is no JSON"},
      {"JsonFieldAbsent", "a.jsonl", "{\"text\": \"a\"}\n{\"body\": \"b\", \"id\": 1}",
       "line 2: the record has no field 'text', but body, id"},
      {"JsonEmptyRecord", "a.jsonl", "{}", "no field 'text', but none at all"},
      {"JsonMixedTypes", "a.jsonl", "{\"text\": \"a\"}\n{\"text\": 7}",
       "line 2: the field 'text' is a number"},
      {"JsonTextAsList", "a.jsonl", R"({"text": ["a"]})", "the field 'text' is a list"},
      {"JsonTextAsObject", "a.jsonl", R"({"text": {"a": 1}})", "the field 'text' is an object"},
      {"JsonTextTwice", "a.jsonl", R"({"text": "a", "text": "b"})", "appears twice"},
      {"JsonRecordIsANumber", "a.json", "[1, 2]", "a record is a number"},
      {"JsonRecordIsAList", "a.json", "[[\"a\"]]", "a record is a list"},
      {"CsvColumnAbsent", "a.csv", "id,body\n1,x\n", "no column is named 'text'; the header has: id, body"},
      {"CsvColumnTwice", "a.csv", "text,text\n1,x\n", "more than one column is named 'text'"},
      {"CsvTooFewFields", "a.csv", "id,text\n1,one\n2\n", "line 3: the row has 1 fields, the header 2"},
      {"CsvTooManyFields", "a.csv", "id,text\n1,one\n2,two,three\n", "line 3: the row has 3 fields"},
      {"CsvOpenQuote", "a.csv", "id,text\n1,one\n2,\"two\n3,three\n",
       "line 3: a quote is opened and never closed"},
      {"CsvCommasOnly", "a.csv", "text\n" + std::string(20'000, ','), "more than 10000 fields"},
      {"CsvThatIsTsv", "a.csv", "id\ttext\n1\tone\n", "no column is named 'text'; the header has: id"},
      {"CsvOnlyHeader", "a.csv", "text\n", "the corpus holds no text"},
      {"JsonNothing", "a.jsonl", "", "the corpus holds no text"},
      {"CsvNothing", "a.csv", "", "the corpus holds no text"},
      {"Picture", "a.txt",
       "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\b\6\0\0\0\\r\xa8"s + repeated("\xf3\x01\x9c\x02", 50),
       "is no text"},
  };
}

class BadFile : public testing::TestWithParam<Bad> {};

TEST_P(BadFile, IsRefusedWithTheReason) {
  const TemporaryFolder folder;
  put_file(folder / GetParam().file, GetParam().bytes);
  const Read out = read_corpus({folder.path()}, GetParam().format);
  ASSERT_FALSE(out.report);
  EXPECT_EQ(out.report.error().code, ErrorCode::bad_input);
  EXPECT_THAT(out.report.error().message, HasSubstr(GetParam().message));
  EXPECT_FALSE(out.report.error().hint.empty());
}

INSTANTIATE_TEST_SUITE_P(Cases, BadFile, testing::ValuesIn(bad()),
                         [](const auto& info) { return std::string(info.param.name); });

/// Too large to be made at each start of the program, where all cases are listed.
TEST(BadFiles, OfGreatSizeAreRefusedWithTheReason) {
  struct Large {
    const char* file;
    std::function<std::string()> bytes;
    const char* message;
  };
  const std::vector<Large> cases{
      {"a.txt.gz", [] { return gzip(std::string(64 << 20, 'a')); }, "expands more than 250-fold"},
      {"a.jsonl.zst", [] { return zstd(std::string(64 << 20, ' ')); }, "expands more than 250-fold"},
      {"a.json", [] { return "{\"id\": \"" + std::string(65 << 20, 'a') + "\", \"text\": \"b\"}"; },
       "a record is larger than"},
      {"a.json", [] { return "{\"a\": " + std::string(1 << 20, '['); }, "this is no JSON"},
      {"a.csv", [] { return "text\n\"" + std::string(65 << 20, 'a'); }, "line 2: a row is larger than"},
      {"a.jsonl", [] { return "{\"text\": \"" + std::string(17 << 20, 'a') + "\"}"; },
       "is larger than 16777216 bytes"},
  };
  for (const Large& one : cases) {
    SCOPED_TRACE(one.message);
    const TemporaryFolder folder;
    put_file(folder / one.file, one.bytes());
    const Read out = read_corpus({folder.path()});
    ASSERT_FALSE(out.report);
    EXPECT_EQ(out.report.error().code, ErrorCode::bad_input);
    EXPECT_THAT(out.report.error().message, HasSubstr(one.message));
  }
}

TEST(LargeText, ALargeRecordTakesBoundedMemory) {
  const TemporaryFolder folder;
  put_file(folder / "a.jsonl", "{\"text\": \"" + repeated("a word ", 9 << 20) + "\"}");
  test::expect_bounded_memory(
      [&] {
        const Read out = read_corpus({folder.path()});
        return !out.report && out.report.error().message.find("larger than 16777216") != std::string::npos;
      },
      std::int64_t{256} << 20);
}

TEST(LargeText, PackedRecordsTakeLittleMemory) {
  const TemporaryFolder folder;
  const std::string record = "{\"text\": \"" + repeated("some words of text, ", 50'000) + "\"}\n";
  std::string packed;
  for (int i = 0; i < 200; ++i) packed += zstd(record);
  put_file(folder / "a.jsonl.zst", packed + zstd(repeated("\n", 100)));
  // Real text does not shrink so well.
  test::expect_bounded_memory(
      [&] {
        const auto report =
            read_documents({folder.path()}, {}, {}, [](Document&&) -> Result<void> { return {}; });
        return !report && report.error().message.find("250-fold") != std::string::npos;
      },
      std::int64_t{64} << 20);
}

}  // namespace
}  // namespace cloze
