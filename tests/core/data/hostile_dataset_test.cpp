// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset folders that nobody meant as one: dataset.json and shards changed by hand, and text that makes the
// build work hard. A clear error or a count each, in bounded memory.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/text_name.h"
#include "core/data/document_tokenizer.h"
#include "tests/core/data/data_fixture.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"
#include "tests/reliability/soak.h"
#include "tests/support/fake_tokenizer.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using Json = nlohmann::ordered_json;
using test::document;
using test::file_bytes;
using test::put_file;
using test::repeated;
using testing::HasSubstr;

// ---------------------------------------------------------------- dataset.json and what lies beside it

struct Case {
  const char* name;
  std::function<void(const fs::path& folder)> damage;
  ErrorCode code;
  const char* message;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::function<void(const fs::path&)> with(std::function<void(Json&)> change) {
  return [change](const fs::path& folder) {
    Json json = Json::parse(file_bytes(folder / "dataset.json"));
    change(json);
    put_file(folder / "dataset.json", json.dump());
  };
}
std::function<void(const fs::path&)> named(std::string name) {
  return with([name](Json& json) { json["name"] = name; });
}
std::function<void(const fs::path&)> shard_file(std::string file) {
  return with([file](Json& json) { json["shards"][0]["file"] = file; });
}
std::function<void(const fs::path&)> content(std::string text) {
  return [text](const fs::path& folder) { put_file(folder / "dataset.json", text); };
}

std::vector<Case> cases() {
  const ErrorCode damaged = ErrorCode::damaged;
  return {
      {"Empty", content(""), damaged, "not valid JSON at line 1"},
      {"Binary", content(std::string(1000, '\xfe')), damaged, "not valid JSON at line 1"},
      {"AList", content("[]"), damaged, "the content is array"},
      {"DeepLists", content(repeated("[", 1'000'000)), damaged, "nested deeper than 32 levels"},
      {"DeepInSettings", content("{\"format\":1,\"settings\":" + repeated("{\"a\":", 1000)), damaged,
       "nested deeper than 32 levels"},
      {"AMillionKeys",
       [](const fs::path& folder) {
         std::string text = "{";
         for (int i = 0; i < 1'000'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
         put_file(folder / "dataset.json", text + "\"a\":0}");
       },
       damaged, "more than 1000 keys"},
      {"KeyTwice", content(R"({"format": 1, "format": 1})"), damaged, "the key 'format' appears twice"},
      {"HugeNumber", with([](Json& json) { json["seconds"] = 1; }), damaged, ""},
      {"ANumberBeyondAll", content(R"({"format": 1e999})"), damaged, "holds a number that is too large"},
      {"TwentyMegabytes", content(std::string(20 << 20, ' ')), ErrorCode::bad_input,
       "more than the 16777216 expected here at most"},
      {"ANewerFormat", with([](Json& json) { json["format"] = 99; }), ErrorCode::newer_version,
       "written in dataset format 99"},
      {"NoVocabulary", with([](Json& json) { json["vocabulary_size"] = 0; }), damaged,
       "vocabulary_size is 0, it must be from 5"},
      {"AHugeVocabulary", with([](Json& json) { json["vocabulary_size"] = INT64_MAX; }), damaged,
       "vocabulary_size is 9223372036854775807"},
      {"AHashThatIsAPath", with([](Json& json) { json["hash"] = repeated("../", 21) + "x"; }), damaged,
       "hash must have 64 hexadecimal digits"},
      {"NameWithAnEscapeSequence", named("\x1b[2J"), damaged, "name cannot be used"},
      {"NameThatIsAPath", named("../../x"), damaged, "name cannot be used"},
      {"NameOfAMegabyte", named(std::string(1 << 20, 'n')), damaged, "name cannot be used"},
      {"NoName", named(""), damaged, "name cannot be used"},
      {"ShardAbove", shard_file("../train-00000.shard"), damaged, "shards[0].file must be a file name"},
      {"ShardElsewhere", shard_file("/etc/passwd"), damaged, "shards[0].file must be a file name"},
      {"ShardIsTheFolder", shard_file("."), damaged, "shards[0].file must be a file name"},
      {"ShardIsTheFolderAbove", shard_file(".."), damaged, "shards[0].file must be a file name"},
      {"ShardWithoutAName", shard_file(""), damaged, "shards[0].file must be a file name"},
      {"ShardNameWithAZero", shard_file("train-00000.shard\0x"s), damaged,
       "shards[0].file must be a file name"},
      {"ShardNameTooLong", shard_file(std::string(300, 's')), damaged, "shards[0].file must be a file name"},
      {"ShardTwice", with([](Json& json) { json["shards"].push_back(json["shards"][0]); }), damaged,
       "its shards hold"},
      {"CountsThatWrapAround", with([](Json& json) {
         json["shards"][0]["tokens"] = UINT64_MAX;
         json["train"]["tokens"] = UINT64_MAX;
       }),
       damaged, "its counts differ from those in dataset.json"},
      {"NegativeTokens", with([](Json& json) { json["train"]["tokens"] = -1; }), damaged,
       "train.tokens is -1, it must be a whole number from 0"},
      {"CorpusOfNumbers", with([](Json& json) { json["settings"]["corpus"] = {1}; }), damaged,
       "settings.corpus must be a list of paths"},
      {"ShardsAsAnObject", with([](Json& json) { json["shards"] = Json::object(); }), damaged,
       "shards is an object"},
      {"AShardMissing", [](const fs::path& folder) { fs::remove(folder / "train-00000.shard"); }, damaged,
       "the file is missing"},
      {"AShardIsAFolder",
       [](const fs::path& folder) {
         fs::remove(folder / "train-00000.shard");
         fs::create_directory(folder / "train-00000.shard");
       },
       ErrorCode::io, "Is a directory"},
      {"AShardIsAPipe",
       [](const fs::path& folder) {
         fs::remove(folder / "train-00000.shard");
         ::mkfifo((folder / "train-00000.shard").c_str(), 0600);
       },
       ErrorCode::bad_input, "is a pipe, not a file"},
      {"AShardIsADevice",
       [](const fs::path& folder) {
         fs::remove(folder / "train-00000.shard");
         fs::create_symlink("/dev/zero", folder / "train-00000.shard");
       },
       ErrorCode::bad_input, "is a device, not a file"},
      {"AShardIsEmpty", [](const fs::path& folder) { put_file(folder / "train-00000.shard", ""); }, damaged,
       "it has 0 bytes"},
      {"AShardIsText",
       [](const fs::path& folder) {
         const auto size = fs::file_size(folder / "train-00000.shard");
         put_file(folder / "train-00000.shard", std::string(size, 'x'));
       },
       damaged, "does not begin as a shard"},
      {"TheManifestIsAPipe",
       [](const fs::path& folder) {
         fs::remove(folder / "dataset.json");
         ::mkfifo((folder / "dataset.json").c_str(), 0600);
       },
       ErrorCode::bad_input, "is a pipe, not a file"},
      {"TheManifestIsAFolder",
       [](const fs::path& folder) {
         fs::remove(folder / "dataset.json");
         fs::create_directory(folder / "dataset.json");
       },
       ErrorCode::io, "Is a directory"},
  };
}

class HostileDataset : public testing::TestWithParam<Case> {};

TEST_P(HostileDataset, IsRefusedWithFileAndReason) {
  const test::TemporaryFolder folder;
  test::FakeDataset fake;
  fake.train = {document({{5, 6, 7}, {8}}), document({{9}})};
  fake.held_out = {document({{10, 11}})};
  fake.write(folder / "d");
  ASSERT_TRUE(Dataset::open(folder / "d"));
  GetParam().damage(folder / "d");
  if (*GetParam().message == '\0') {  // The frame of the other cases: a harmless change is taken.
    EXPECT_TRUE(Dataset::open(folder / "d"));
    return;
  }
  const Stopwatch watch;
  const auto dataset = Dataset::open(folder / "d");
  ASSERT_FALSE(dataset);
  EXPECT_EQ(dataset.error().code, GetParam().code) << dataset.error().message;
  EXPECT_THAT(dataset.error().message, HasSubstr((folder / "d").string()));
  EXPECT_THAT(dataset.error().message, HasSubstr(GetParam().message));
  EXPECT_LT(dataset.error().message.size(), 1000u);
  EXPECT_LT(watch.seconds(), 10);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileDataset, testing::ValuesIn(cases()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(HostileManifest, SixteenMegabytesOfAnythingTakeLittleMemory) {
  const test::TemporaryFolder folder;
  for (const std::string& text :
       {"[" + repeated("0,", 8'000'000) + "0]", "{\"shards\":[" + repeated("{},", 5'000'000) + "{}]}",
        "[" + repeated("\"\",", 5'000'000) + "\"\"]", "[" + repeated("{\"\":0},", 2'000'000) + "{}]"}) {
    put_file(folder / "dataset.json", text);
    test::expect_bounded_memory([&] {
      const auto info = read_dataset_info(folder.path());
      return !info && info.error().code == ErrorCode::damaged;
    });
  }
}

// ---------------------------------------------------------------- names

struct NameCase {
  const char* name;
  std::string given;
  const char* message;
};
void PrintTo(const NameCase& one, std::ostream* out) {
  *out << one.name;
}

class HostileName : public testing::TestWithParam<NameCase> {};

TEST_P(HostileName, OfADatasetIsRefusedAndNothingIsWritten) {
  const test::TemporaryFolder folder;
  test::write_sample_corpus(folder / "corpus", 3, 3);
  DatasetSettings settings;
  settings.corpus = {folder / "corpus"};
  const auto built = build_dataset(GetParam().given, settings, "t", std::make_shared<test::FakeTokenizer>(),
                                   folder / "workspace/datasets");
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::bad_input);
  EXPECT_THAT(built.error().message, HasSubstr(GetParam().message));
  EXPECT_LT(built.error().message.size(), 400u);
  EXPECT_EQ(built.error().message.find('\x1b'), std::string::npos);
  EXPECT_FALSE(fs::exists(folder / "workspace"));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileName,
    testing::Values(
        NameCase{"Empty", "", "the dataset has no name"},
        NameCase{"Above", "..", "it names a folder of the file system"},
        NameCase{"ThisFolder", ".", "it names a folder of the file system"},
        NameCase{"Slash", "a/b", "it holds a slash"}, NameCase{"PathAbove", "../../a", "it holds a slash"},
        NameCase{"Absolute", "/tmp/a", "it holds a slash"}, NameCase{"Backslash", "a\\b", "it holds a slash"},
        NameCase{"Zero", "a\0b"s, "'a\\x00b' cannot be the name of a dataset: it holds a control character"},
        NameCase{"LineBreak", "a\nb", "it holds a control character"},
        NameCase{"EscapeSequence", "\x1b]0;x\a", "it holds a control character"},
        NameCase{"WritingDirection", "a\u202Eb", "it holds a control character"},
        NameCase{"NotUtf8", "a\xff", "it is not UTF-8"},
        NameCase{"Blanks", " a", "it begins or ends with a blank"},
        NameCase{"VeryLong", std::string(1 << 20, 'x'), "it has 1048576 bytes, 200 are the most"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Names, PeopleMayWriteTheirLanguage) {
  EXPECT_TRUE(check_name("dataset", "三国演义 (ohne Kommentar)"));
  EXPECT_TRUE(check_name("dataset", std::string(200, 'x')));
}

// ---------------------------------------------------------------- text that makes the build work hard

TEST(HostileSentences, ALongOneIsCutAndCountedAndNoLetterIsLost) {
  auto tokenizer = DocumentTokenizer::make(std::make_shared<test::FakeTokenizer>(), "");
  ASSERT_TRUE(tokenizer);
  for (const std::string& text :
       {std::string(1 << 20, 'w'), repeated("word ", 200'000), repeated("中", 400'000)}) {
    const auto made = tokenizer->tokenize({.source = "x", .text = text});
    ASSERT_TRUE(made) << to_string(made.error());
    EXPECT_EQ(made->cut_sentences, 1u);
    EXPECT_GE(made->sentence_sizes.size(), text.size() / longest_sentence);
    std::uint64_t letters = 0, tokens = 0;
    for (const char c : text) letters += c != ' ' && (c & 0xC0) != 0x80;
    for (const std::uint32_t size : made->sentence_sizes) tokens += size;
    EXPECT_EQ(made->ids.size(), letters);
    EXPECT_EQ(tokens, letters);
  }
}

TEST(HostileSentences, OneThatGivesNoTokenIsCounted) {
  auto tokenizer = DocumentTokenizer::make(std::make_shared<test::FakeTokenizer>(), "");
  ASSERT_TRUE(tokenizer);
  const auto made = tokenizer->tokenize({.source = "x", .text = "abc\n~\nd\n~"});
  ASSERT_TRUE(made) << to_string(made.error());
  EXPECT_EQ(made->empty_sentences, 2u);
  EXPECT_EQ(made->sentence_sizes.size(), 2u);
}

TEST(HostileSentences, AreCountedInTheDatasetAndKept) {
  const test::TemporaryFolder folder;
  put_file(folder / "corpus/a.txt", "abc\n~\n" + std::string(100'000, 'w'));
  put_file(folder / "corpus/b.txt", "def");
  put_file(folder / "corpus/c.pdf", "not read");
  DatasetSettings settings;
  settings.corpus = {folder / "corpus"};
  settings.held_out_share = 0.5;
  const auto built =
      build_dataset("d", settings, "t", std::make_shared<test::FakeTokenizer>(), folder / "datasets");
  ASSERT_TRUE(built) << to_string(built.error());
  const auto again = read_dataset_info(folder.path() / "datasets" / built->hash.substr(0, 16));
  ASSERT_TRUE(again) << to_string(again.error());
  for (const DatasetInfo* info : {&*built, &*again}) {
    EXPECT_EQ(info->cut_sentences, 1u);
    EXPECT_EQ(info->empty_sentences, 1u);
    EXPECT_EQ(info->report.skipped_files, 1u);
  }
}

/// A dataset of two such documents with a real tokenizer, two threads.
class HardText : public testing::TestWithParam<std::pair<const char*, std::string>> {};

TEST_P(HardText, IsBuiltInBoundedMemory) {
  const test::TemporaryFolder folder;
  const auto tokenizer = test::trained_tokenizer(TokenizerKind::unigram);
  // As large as a document may be with CLOZE_SOAK=1, a third of it in the suite.
  const std::size_t size = (test::soaking() ? 15 : 5) << 20;
  const std::string text = repeated(GetParam().second, static_cast<int>(size / GetParam().second.size()));
  put_file(folder / "corpus/a.txt", "first " + text);
  put_file(folder / "corpus/b.txt", "second " + text);
  test::expect_bounded_memory([&] {
    DatasetSettings settings;
    settings.corpus = {folder / "corpus"};
    settings.held_out_share = 0.5;
    settings.threads = 2;
    const auto built = build_dataset("d", settings, "t", tokenizer, folder / "datasets");
    return built && built->train.tokens > 0 && built->held_out.tokens > 0;
  });
}

INSTANTIATE_TEST_SUITE_P(Cases, HardText,
                         testing::Values(std::pair("OneLetterPerLine", std::string("a\n")),
                                         std::pair("OneWordWithoutEnd", std::string("abcdefgh")),
                                         std::pair("ChineseWithoutEnd", std::string("中国历史")),
                                         std::pair("FullStops", std::string(". "))),
                         [](const auto& info) { return std::string(info.param.first); });

}  // namespace
}  // namespace cloze
