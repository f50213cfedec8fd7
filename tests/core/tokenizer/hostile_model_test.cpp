// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizer folders with models that are cut, foreign or made to do harm, under hashes that are all right: a
// clear error each, and the process lives on. SentencePiece itself ends it for some.
#include <gmock/gmock.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <random>

#include "core/base/sha256.h"
#include "core/tokenizer/model_check.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_info.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"
#include "tests/support/peak_memory.h"
#include "tests/support/repeated.h"
#include "tests/support/sanitized.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using test::file_bytes;
using test::put_file;
using test::repeated;
using testing::HasSubstr;

// ---------------------------------------------------------------- models written by hand

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
std::string number_field(std::uint32_t field, std::uint64_t value) {
  return varint(field << 3) + varint(value);
}
std::string bytes_field(std::uint32_t field, std::string_view bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}
std::string float_field(std::uint32_t field, float value) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &value, 4);
  return varint(field << 3 | 5) + bytes;
}
std::string piece(std::string_view text, float score = -1, std::uint64_t type = 1) {
  return bytes_field(1, bytes_field(1, text) + float_field(2, score) + number_field(3, type));
}
std::string specials(std::size_t but = 99, std::string_view with = {}) {
  std::string out;
  for (std::size_t id = 0; id < 5; ++id)
    out += id == but ? std::string(with) : piece(special_token_names[id], 0, id == 1 ? 2 : 3);
  return out;
}
std::string letters() {
  return piece("\xE2\x96\x81") + piece("a") + piece("b");
}
std::string trainer(std::string_view more = {}) {
  return bytes_field(2, number_field(3, 1) + number_field(40, 1) + std::string(more));
}
std::string good() {
  return specials() + letters() + trainer();
}

struct Case {
  const char* name;
  std::string model;
  const char* message;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::vector<Case> cases() {
  const float infinite = std::numeric_limits<float>::infinity(),
              nan = std::numeric_limits<float>::quiet_NaN();
  return {
      {"Empty", "", "has 0 pieces, too few"},
      {"Text", "not a model at all", "not a SentencePiece model"},
      {"Zeros", std::string(1000, '\0'), "not a SentencePiece model"},
      {"AnotherMessage", number_field(1, 7) + bytes_field(9, "x"), "not a SentencePiece model (field 1)"},
      {"AnotherField", good() + bytes_field(6, "x"), "not a SentencePiece model (field 6)"},
      {"AGroup", good() + "\x0b\x0c", "no protobuf message, or cut short"},
      {"AnEndlessNumber", std::string(20, '\xff'), "no protobuf message, or cut short"},
      {"ALengthBeyondTheEnd", good() + "\x0a\xff\xff\xff\xff\x0f", "no protobuf message, or cut short"},
      {"ALengthOf64Bits", good() + "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
       "no protobuf message, or cut short"},
      {"CutInAPiece", good().substr(0, 30), "no protobuf message, or cut short"},
      {"APieceCutWithin",
       specials() + bytes_field(1,
                                "\x0a\x7f"
                                "a"),
       "token 5 is cut short"},
      {"NoSpecialPieces", letters() + trainer(), "token 0 is '\xE2\x96\x81', it must be [PAD]"},
      {"OneSpecialPieceMissing", specials(2, "") + letters() + trainer(),
       "token 2 is '[SEP]', it must be [CLS]"},
      {"FewerThanTheSpecialPieces", specials(4, "") + trainer(), "has 4 pieces, too few"},
      {"OnlySettings", trainer(), "has 0 pieces, too few"},
      {"TheUnknownTokenIsNone", specials(1, piece("[UNK]", 0, 1)) + letters() + trainer(),
       "token 1 has the type 1, it must be 2"},
      {"TheMaskIsText", specials(4, piece("[MASK]", 0, 4)) + letters() + trainer(),
       "token 4 has the type 4, it must be 3"},
      {"ATypeThatIsNone", good() + piece("c", 0, 77), "token 8 has the type 77, it must be 1"},
      {"BytePieces", good() + piece("<0x41>", 0, 6), "token 8 has the type 6, it must be 1"},
      {"AnEmptyPiece", good() + piece(""), "token 8 is empty"},
      {"APieceTwice", good() + piece("a"), "token 8 'a' stands in the vocabulary twice"},
      {"ASpecialPieceTwice", good() + piece("[MASK]"), "token 8 '[MASK]' stands in the vocabulary twice"},
      {"APieceWithAZero", good() + piece(std::string_view("a\0b", 3)), "token 8 is not UTF-8 text"},
      {"APieceOfBadUtf8", good() + piece("\xff\xfe"), "token 8 is not UTF-8 text"},
      {"APieceOfAMegabyte", good() + piece(std::string(1 << 20, 'x')), "token 8 has 1048576 bytes"},
      {"AnInfiniteScore", good() + piece("c", infinite), "score that is not a finite number"},
      {"AScoreThatIsNoNumber", good() + piece("c", nan), "score that is not a finite number"},
      {"AnUnknownFieldInAPiece", good() + bytes_field(1, bytes_field(1, "c") + number_field(9, 1)),
       "token 8 has the unknown field 9"},
      {"AWordModel", specials() + letters() + bytes_field(2, number_field(3, 3)),
       "uses the algorithm number 3"},
      {"AnAlgorithmThatIsNone", specials() + letters() + bytes_field(2, number_field(3, 1 << 30)),
       "neither unigram, BPE nor characters"},
      {"AnotherUnknownToken", specials() + letters() + bytes_field(2, number_field(40, 3)),
       "unknown token 3"},
      {"ByteFallback", specials() + letters() + trainer(number_field(35, 1)), "not ours"},
      {"SettingsTwice", good() + trainer(), "its settings stand twice"},
      {"SettingsCut", good() + bytes_field(3, "\x12\x7f"), "its normalization settings are cut short"},
      {"NormalizationTables", good() + bytes_field(3, bytes_field(2, std::string(100, '\xff'))),
       "brings normalization tables"},
      {"DenormalizationTables", good() + bytes_field(5, bytes_field(2, "\1\2\3\4\5\6\7\x08\x09")),
       "brings normalization tables"},
  };
}

class HostileModel : public testing::TestWithParam<Case> {};

TEST_P(HostileModel, IsDamagedAndTheProcessLives) {
  const auto tokenizer = make_sentencepiece_tokenizer(GetParam().model, "'t/tokenizer.model'",
                                                      TokenizerKind::unigram, {}, "hash");
  ASSERT_FALSE(tokenizer);
  EXPECT_EQ(tokenizer.error().code, ErrorCode::damaged);
  EXPECT_THAT(tokenizer.error().message, HasSubstr("'t/tokenizer.model': "));
  EXPECT_THAT(tokenizer.error().message, HasSubstr(GetParam().message));
  EXPECT_THAT(tokenizer.error().hint, HasSubstr("train the tokenizer again"));
  EXPECT_LT(tokenizer.error().message.size(), 2000u);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileModel, testing::ValuesIn(cases()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(HostileModels, WhatIsWrittenByHandIsAModel) {
  const auto tokenizer = make_sentencepiece_tokenizer(good(), "model", TokenizerKind::unigram, {}, "hash");
  ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
  std::vector<TokenId> ids;
  (*tokenizer)->encode("ab c", ids);
  EXPECT_THAT(ids, testing::ElementsAre(5, 6, 7, 5, 1));
}

TEST(HostileModels, APieceMoreThanAVocabularyHasIsRefusedInLittleMemory) {
  test::expect_bounded_memory([] {
    std::string model = specials();
    for (int i = 0; i < 1'000'000; ++i) model += piece(std::to_string(i));
    const auto facts = check_model(model, "model");
    return !facts && facts.error().message.find("more than 1000000 pieces") != std::string::npos;
  });
  test::expect_bounded_memory([] {  // Two bytes a piece, of which protobuf makes sixty.
    std::string model;
    for (int i = 0; i < 32'000'000; ++i) model += "\x0a" + std::string(1, '\0');
    const auto tokenizer = make_sentencepiece_tokenizer(model, "model", TokenizerKind::unigram, {}, "hash");
    return !tokenizer;
  });
}

TEST(HostileModels, AModelOf100MegabytesIsRefusedByItsSize) {
  const test::TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  ASSERT_TRUE(train_tokenizer({folder / "corpus"}, {}, test::small_settings(), folder / "t"));
  fs::resize_file(folder / "t/tokenizer.model", 100'000'000);
  test::expect_bounded_memory(
      [&] {
        const auto tokenizer = load_tokenizer(folder / "t");
        return !tokenizer && tokenizer.error().code == ErrorCode::damaged &&
               tokenizer.error().message.find("has 100000000 bytes, more than the 67108864") !=
                   std::string::npos;
      },
      std::int64_t{16} << 20);
}

// What the check accepts, SentencePiece takes and encodes with, whatever stands in it.
TEST(HostileModels, ModelsChangedAtRandomNeverEndTheProcess) {
  const test::TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  ASSERT_TRUE(train_tokenizer({folder / "corpus"}, {}, test::small_settings(), folder / "t"));
  const std::string model = file_bytes(folder / "t/tokenizer.model");
  std::mt19937 random(11);
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string changed = model;
    for (unsigned flips = 1 + random() % 3; flips > 0; --flips)
      changed[random() % changed.size()] = static_cast<char>(random());
    if (i % 10 == 0) changed.resize(random() % changed.size());
    const auto tokenizer = make_sentencepiece_tokenizer(changed, "model", TokenizerKind::unigram, {}, "hash");
    if (!tokenizer) {
      ASSERT_EQ(tokenizer.error().code, ErrorCode::damaged);
      continue;
    }
    ++accepted;
    std::vector<TokenSpan> spans;
    (*tokenizer)->encode_spans("the young queen 我们看见 \xF0\x9F\x98\x80", spans);
    for (const TokenSpan& span : spans) {
      ASSERT_GE(span.id, 0);
      ASSERT_LT(span.id, (*tokenizer)->vocabulary_size());
    }
  }
  EXPECT_GT(accepted, 100) << "a changed score or letter is another model";
}

// ---------------------------------------------------------------- tokenizer.json

struct InfoCase {
  const char* name;
  std::function<std::string(std::string)> change;
  ErrorCode code;
  const char* message;
};
void PrintTo(const InfoCase& one, std::ostream* out) {
  *out << one.name;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) ADD_FAILURE() << "there is no " << from;
  return text.replace(at, from.size(), to);
}

std::vector<InfoCase> info_cases() {
  const auto set = [](const char* from, std::string to) {
    return [from, to = std::move(to)](std::string json) { return replaced(std::move(json), from, to); };
  };
  const ErrorCode damaged = ErrorCode::damaged;
  return {
      {"Empty", [](std::string) { return std::string(); }, damaged, "not valid JSON at line 1"},
      {"AnArray", [](std::string) { return std::string("[]"); }, damaged, "the content is array, it must be"},
      {"Binary", [](std::string) { return std::string(100, '\xff'); }, damaged, "not valid JSON at line 1"},
      {"DeepNesting", set("\"unigram\"", std::string(100'000, '[')), damaged, "nested deeper than 32 levels"},
      {"DeepObjects",
       [](std::string) {
         std::string text;
         for (int i = 0; i < 100'000; ++i) text += "{\"a\":";
         return text;
       },
       damaged, "nested deeper than 32 levels"},
      {"TooManyKeys",
       [](std::string json) {
         std::string keys;
         for (int i = 0; i < 50'000; ++i) keys += "\"" + std::to_string(i) + "\":0,";
         return replaced(std::move(json), "\"format\"", keys + "\"format\"");
       },
       damaged, "more than 1000 keys in one object"},
      {"AKeyTwice", set("\"seed\": 1", "\"seed\": 1, \"seed\": 2"), damaged, "the key 'seed' appears twice"},
      {"ANumberTooLarge", set("\"seed\": 1", "\"seed\": 1e999"), damaged, "holds a number that is too large"},
      {"NotANumber", set("\"seed\": 1", "\"seed\": NaN"), damaged, "not valid JSON at line"},
      {"ALongText", set("\"unigram\"", "\"" + std::string(100'000, 'x') + "\""), damaged,
       "settings.kind is \"xxx"},
      {"AListForAText", set("\"unigram\"", "[\"unigram\"]"), damaged, "settings.kind is an array"},
      {"AControlCharacterInAKey", set("\"seed\"", "\"\\u001b[31m\""), damaged, "settings.seed is missing"},
      {"ANewerFormat", set("\"format\": 1", "\"format\": 9"), ErrorCode::newer_version,
       "written in tokenizer format 9"},
      {"AFormatBeyond64Bits", set("\"format\": 1", "\"format\": 99999999999999999999"), damaged,
       "format is 1e+20, it must be a whole number"},
      {"ALargerThanExpected", [](std::string json) { return json + std::string(2 << 20, ' '); },
       ErrorCode::bad_input, "more than the 1048576 expected here at most"},
  };
}

class HostileInfo : public testing::TestWithParam<InfoCase> {};

TEST_P(HostileInfo, NamesFileAndKey) {
  static const test::TemporaryFolder folder;
  const fs::path place = folder / "t";
  static const std::string json = [&] {
    test::write_two_languages(folder / "corpus");
    EXPECT_TRUE(train_tokenizer({folder / "corpus"}, {}, test::small_settings(), place));
    return file_bytes(place / "tokenizer.json");
  }();
  put_file(place / "tokenizer.json", GetParam().change(json));
  const auto info = read_tokenizer_info(place);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, GetParam().code);
  EXPECT_THAT(info.error().message, HasSubstr("tokenizer.json"));
  EXPECT_THAT(info.error().message, HasSubstr(GetParam().message));
  EXPECT_LT(info.error().message.size(), 1000u);
  EXPECT_FALSE(info.error().hint.empty());
}

INSTANTIATE_TEST_SUITE_P(Cases, HostileInfo, testing::ValuesIn(info_cases()),
                         [](const auto& info) { return std::string(info.param.name); });

// ---------------------------------------------------------------- text to train on

struct TextCase {
  const char* name;
  std::string text;
};
void PrintTo(const TextCase& one, std::ostream* out) {
  *out << one.name;
}

/// Each beside enough plain text for a vocabulary.
class HostileTraining : public testing::TestWithParam<TextCase> {};

TEST_P(HostileTraining, GivesATokenizerThatSpellsThePlainText) {
  const test::TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  put_file(folder / "corpus/hostile.txt", GetParam().text);
  for (const TokenizerKind kind : {TokenizerKind::unigram, TokenizerKind::bpe}) {
    TokenizerSettings settings = test::small_settings(kind);
    settings.character_coverage = 0.98;
    settings.vocabulary_size = 300;
    settings.cleaning.strip_control = false;
    const auto place = folder / kind_name(kind);
    const auto info = train_tokenizer({folder / "corpus"}, {}, settings, place);
    if (!info) {  // Told, as what the person can mend.
      EXPECT_EQ(info.error().code, ErrorCode::bad_input) << to_string(info.error());
      continue;
    }
    const auto tokenizer = load_tokenizer(place);
    ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
    std::vector<TokenId> ids;
    (*tokenizer)->encode("the young queen", ids);
    EXPECT_THAT(ids, testing::Not(testing::Contains(SpecialTokens::unknown)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cases, HostileTraining,
    testing::Values(TextCase{"AMegabyteWord", std::string(1 << 20, 'w')},
                    TextCase{"OneLetterPerLine", repeated("q\n", 20'000)},
                    TextCase{"Zeros", repeated(std::string_view("a\0b\0c ", 6), 2000)},
                    TextCase{"ReplacementCharacters", repeated("\uFFFD\uFFFD ", 2000)},
                    TextCase{"NonCharacters", repeated("a\uFFFEb\uFFFFc\U0010FFFF ", 2000)},
                    TextCase{"PrivateUse", repeated("\uE000\uE001\U000F0000 ", 2000)},
                    TextCase{"WordMarks", repeated("\u2581", 10'000) + repeated("\u2581\u2581x ", 1000)},
                    TextCase{"RareCharacterMarks", repeated("\u2585x\u2585 ", 2000)},
                    TextCase{"Tabs", repeated("a\tb\t\t", 2000)},
                    TextCase{"Marks", "e" + repeated("\u0301\u0323", 5000)},
                    TextCase{"NamesOfSpecialTokens",
                             repeated("[PAD][UNK][CLS][SEP][MASK] <s></s><unk> ", 500)},
                    TextCase{"EveryCharacterOnce",
                             [] {
                               std::string text;
                               for (char32_t c = 0x4E00; c < 0x9FA5; ++c) {
                                 text += static_cast<char>(0xE0 | c >> 12);
                                 text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
                                 text += static_cast<char>(0x80 | (c & 0x3F));
                               }
                               return text;
                             }()}),
    [](const auto& info) { return std::string(info.param.name); });

// 4 MB of nothing but reserved characters: looked through once, not once for each.
TEST(HostileTraining, ReservedCharactersAreCountedInLinearTime) {
  const test::TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  put_file(folder / "corpus/hostile.txt", repeated("\u2581a\u2585b", 500'000));
  const auto info = train_tokenizer({folder / "corpus"}, {}, test::small_settings(), folder / "t");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->report.reserved_characters, 1'000'000u);
  EXPECT_EQ(read_tokenizer_info(folder / "t")->report.reserved_characters, 1'000'000u);
  EXPECT_LT(info->report.seconds, test::sanitized ? 600 : 60);
}

}  // namespace
}  // namespace cloze
