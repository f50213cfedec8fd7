// SPDX-License-Identifier: GPL-3.0-or-later
// Ids against Hugging Face's tokenizers library: tests/golden/tokenizer_ids.py.
#include "core/tokenizer/foreign_tokenizer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <fstream>

#include "core/tokenizer/hugging_face_tokenizer.h"
#include "tests/support/places.h"
#include "tests/support/sanitized.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::put_file;
using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::ordered_json;

const Json& golden() {
  static const Json content =
      Json::parse(std::ifstream(test::source_path("tests/golden/tokenizer_ids.json")));
  return content;
}

constexpr std::int64_t rows = 600;

class GoldenTokenizer : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    put_file(folder_ / "their/tokenizer.json", entry()["tokenizer"].dump());
    // [PAD] [UNK] [CLS] [SEP] [MASK] are what they are called in every one of them.
    if (GetParam() == std::string("bytes"))
      put_file(folder_ / "their/special_tokens_map.json",
               R"({"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]",
                   "sep_token": {"content": "[SEP]"}, "mask_token": "[MASK]"})");
    auto foreign = read_foreign_tokenizer(folder_ / "their", rows);
    ASSERT_TRUE(foreign) << to_string(foreign.error());
    ASSERT_TRUE(save_foreign_tokenizer(*foreign, folder_ / "ours"));
    auto loaded = load_tokenizer(folder_ / "ours");
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    tokenizer_ = *loaded;
  }
  const Json& entry() const { return golden()[GetParam()]; }
  std::vector<TokenId> ids(std::string_view text) const {
    std::vector<TokenId> found;
    tokenizer_->encode(text, found);
    return found;
  }

  test::TemporaryFolder folder_;
  std::shared_ptr<const Tokenizer> tokenizer_;
};

TEST_P(GoldenTokenizer, SameIds) {
  ASSERT_GT(entry()["texts"].size(), 40u);
  for (std::size_t i = 0; i < entry()["texts"].size(); ++i) {
    const std::string text = entry()["texts"][i];
    std::vector<TokenId> theirs;
    for (const TokenId id : ids(text)) theirs.push_back(tokenizer_->original_id(id));
    EXPECT_EQ(theirs, entry()["ids"][i].get<std::vector<TokenId>>()) << text;
  }
}

TEST_P(GoldenTokenizer, SpansHaveTheSameIdsAndPointIntoTheText) {
  for (const std::string text : entry()["texts"]) {
    std::vector<TokenSpan> spans;
    tokenizer_->encode_spans(text, spans);
    std::vector<TokenId> from_spans;
    std::uint32_t last = 0;
    for (const TokenSpan& span : spans) {
      from_spans.push_back(span.id);
      EXPECT_LE(last, span.end) << text;
      EXPECT_LE(span.begin, span.end);
      EXPECT_LE(span.end, text.size());
      EXPECT_FALSE(text.substr(span.begin, span.end - span.begin).starts_with(' ') &&
                   !tokenizer_->piece(span.id).starts_with(' ') &&
                   tokenizer_->piece(span.id).find("\u2581 ") == std::string::npos)
          << text;
      last = span.end;
    }
    EXPECT_EQ(from_spans, ids(text));
  }
}

TEST_P(GoldenTokenizer, SpecialTokensAreIds0To4AndEveryIdHasItsPlace) {
  const char* names[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (TokenId id = 0; id < SpecialTokens::count; ++id) EXPECT_EQ(tokenizer_->piece(id), names[id]);
  EXPECT_EQ(tokenizer_->vocabulary_size(), rows);
  std::set<TokenId> theirs;
  for (TokenId id = 0; id < rows; ++id) theirs.insert(tokenizer_->original_id(id));
  EXPECT_EQ(theirs.size(), static_cast<std::size_t>(rows));
  EXPECT_EQ(*theirs.rbegin(), rows - 1);
  EXPECT_TRUE(tokenizer_->piece(-1).empty() && tokenizer_->piece(rows).empty());
}

TEST_P(GoldenTokenizer, GoesOutAsItCameIn) {
  const auto files = hugging_face_tokenizer_files(folder_ / "ours", {64, false});
  ASSERT_TRUE(files) << to_string(files.error());
  EXPECT_EQ(Json::parse(files->at("tokenizer.json")), entry()["tokenizer"]);
  EXPECT_EQ(Json::parse(files->at("tokenizer_config.json"))["mask_token"], "[MASK]");
}

TEST_P(GoldenTokenizer, AChangedFileIsTold) {
  std::string model = test::file_bytes(folder_ / "ours/tokenizer.model");
  model[model.size() / 2] ^= 1;
  put_file(folder_ / "ours/tokenizer.model", model);
  EXPECT_EQ(load_tokenizer(folder_ / "ours").error().code, ErrorCode::damaged);
}

INSTANTIATE_TEST_SUITE_P(Library, GoldenTokenizer, testing::Values("cased", "uncased", "bytes"),
                         [](const auto& info) { return std::string(info.param); });

/// A small WordPiece vocabulary as vocab.txt.
class VocabularyFile : public testing::Test {
 protected:
  static inline const std::string lines =
      "[PAD]\nun\n##aff\n##able\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n,\nÄpfel\napfel\n中\n";
  Result<std::shared_ptr<const Tokenizer>> load(std::int64_t table = 12) {
    CLOZE_TRY(const ForeignTokenizer foreign, read_foreign_tokenizer(folder_.path(), table));
    return make_foreign_tokenizer(foreign, "it", foreign_cleaning(), "hash");
  }
  std::vector<std::string> pieces(std::string_view text) {
    auto tokenizer = load();
    EXPECT_TRUE(tokenizer) << to_string(tokenizer.error());
    std::vector<TokenId> ids;
    (*tokenizer)->encode(text, ids);
    std::vector<std::string> found;
    for (const TokenId id : ids) found.emplace_back((*tokenizer)->piece(id));
    return found;
  }
  void refused(const std::string& says, std::int64_t table = 12) {
    const auto tokenizer = load(table);
    ASSERT_FALSE(tokenizer) << "nothing said about: " << says;
    EXPECT_THAT(tokenizer.error().message, HasSubstr(says));
  }
  test::TemporaryFolder folder_;
};

TEST_F(VocabularyFile, UncasedByItself) {
  put_file(folder_ / "vocab.txt", lines);
  EXPECT_THAT(pieces("Unaffable, Äpfel中"),
              ElementsAre("\u2581un", "aff", "able", "\u2581,", "\u2581apfel", "\u2581中"));
  EXPECT_THAT(pieces("un unaffx"), ElementsAre("\u2581un", "[UNK]"));
}

TEST_F(VocabularyFile, CasedWhereTheConfigurationSaysSo) {
  put_file(folder_ / "vocab.txt", lines);
  put_file(folder_ / "tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_THAT(pieces("un Un Äpfel"), ElementsAre("\u2581un", "[UNK]", "\u2581Äpfel"));
}

TEST_F(VocabularyFile, DecodesAsItReads) {
  put_file(folder_ / "vocab.txt", lines);
  auto tokenizer = *load();
  std::vector<TokenId> ids;
  tokenizer->encode("unaffable, un", ids);
  EXPECT_EQ(tokenizer->decode(ids), "unaffable , un");
  EXPECT_EQ(tokenizer->id_of("aff"), ids[1]);
}

TEST_F(VocabularyFile, WindowsLineEndsAndOtherNames) {
  put_file(folder_ / "vocab.txt", "<p>\r\n<u>\r\n<c>\r\n<s>\r\n<m>\r\nun\r\n");
  put_file(folder_ / "special_tokens_map.json",
           R"({"pad_token": "<p>", "unk_token": "<u>", "cls_token": {"content": "<c>"}, "sep_token": "<s>",
               "mask_token": "<m>"})");
  auto tokenizer = load(6);
  ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
  EXPECT_EQ((*tokenizer)->id_of("\u2581un"), 5);
}

TEST_F(VocabularyFile, WhatIsWrongIsNamed) {
  EXPECT_EQ(load().error().code, ErrorCode::not_found);
  put_file(folder_ / "vocab.txt", lines);
  refused("gives the token '中' the id 11, the model's token table has the rows 0 to 10", 11);
  put_file(folder_ / "vocab.txt", lines + "un\n");
  refused("line 13: 'un' stands in line 2 too", 20);
  put_file(folder_ / "vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
  refused("'[MASK]' for [MASK] is not in the vocabulary");
  put_file(folder_ / "vocab.txt", lines);
  put_file(folder_ / "tokenizer_config.json", R"({"mask_token": "[SEP]"})");
  refused("'[SEP]' stands for both [SEP] and [MASK]");
  put_file(folder_ / "tokenizer_config.json", R"({"do_lower_case": "yes"})");
  refused("do_lower_case is \"yes\", it must be true or false");
  put_file(folder_ / "tokenizer_config.json", "{");
  refused("tokenizer_config.json': not valid JSON at line 1");
}

struct Change {
  const char *path, *value, *says;
};

TEST_F(VocabularyFile, TokenizersOfOtherKindsAreNamed) {
  for (const auto& [path, value, says] : {
           Change{"/model/type", "\"Unigram\"", "model.type is Unigram, only WordPiece and byte-level BPE"},
           Change{"/normalizer/type", "\"Lowercase\"", "normalizer.type is Lowercase, only BertNormalizer"},
           Change{"/pre_tokenizer", "null", "pre_tokenizer.type is absent, only BertPreTokenizer"},
           Change{"/model/vocab", "null", "model.vocab is missing"},
           Change{"/model/vocab", "[]", "model.vocab is array"},
           Change{"/model/vocab/x", "-1", "gives the token 'x' the id -1"},
           Change{"/model/vocab/x", "5", "gives the id 5 to"},
           Change{"/model/vocab/x", "1e300", "gives the token 'x' the id 1e+300"},
           Change{"/added_tokens/0/content", "5", "added_tokens holds an entry without content"},
           Change{"/added_tokens/0/special", "false", "which is not a special token"},
           Change{"/model/max_input_chars_per_word", "\"x\"", "max_input_chars_per_word is \"x\""},
       }) {
    Json json = golden()["cased"]["tokenizer"];
    json[Json::json_pointer(path)] = Json::parse(value);
    put_file(folder_ / "tokenizer.json", json.dump());
    refused(says, rows);
  }
  for (const auto& [path, value, says] : {
           Change{"/normalizer/type", "\"NFD\"", "normalizer.type is NFD, only NFC"},
           Change{"/pre_tokenizer/use_regex", "false", "use_regex is false"},
           Change{"/model/byte_fallback", "true", "byte_fallback is true"},
           Change{"/model/end_of_word_suffix", "\"</w>\"", "end_of_word_suffix is '</w>'"},
           Change{"/model/merges/0", "\"one\"", "model.merges holds an entry that is not a pair"},
       }) {
    Json json = golden()["bytes"]["tokenizer"];
    json[Json::json_pointer(path)] = Json::parse(value);
    put_file(folder_ / "tokenizer.json", json.dump());
    put_file(folder_ / "special_tokens_map.json",
             R"({"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
                 "mask_token": "[MASK]"})");
    refused(says, rows);
  }
}

TEST_F(VocabularyFile, BytePairsFromTheirOlderFiles) {
  Json vocabulary = Json::object();
  for (const char* token : {"<s>", "<pad>", "</s>", "<unk>", "<mask>", "a", "b", "ab", "\u0120", "\u0120ab"})
    vocabulary[token] = vocabulary.size();
  put_file(folder_ / "vocab.json", vocabulary.dump());
  put_file(folder_ / "merges.txt", "#version: 0.2\na b\n\u0120 ab\n");
  EXPECT_THAT(pieces("ab abb"), ElementsAre("ab", "\u2581ab", "b"));
  put_file(folder_ / "merges.txt", "ab\n");
  refused("'ab' is not a pair");
}

TEST_F(VocabularyFile, AKeyTwiceIsRefused) {
  for (const char* twice : {R"({"model": {"vocab": {"a": 1, "a": 2}}})", R"({"model": 1, "model": 2})"}) {
    put_file(folder_ / "tokenizer.json", twice);
    refused("appears twice");
  }
}

// ---------------------------------------------------------------- large vocabularies

/// Every way in, each of which once looked through all tokens for every token: half a minute here.
class LargeVocabulary : public testing::Test {
 protected:
  static constexpr std::int64_t count = 120'000;

  void SetUp() override {
    for (const char* token : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) tokens_.emplace_back(token);
    for (std::int64_t id = SpecialTokens::count; id < count; ++id) tokens_.push_back(fmt::format("w{}", id));
    auto& entries = vocabulary_.get_ref<Json::object_t&>();
    for (std::size_t id = 0; id < tokens_.size(); ++id) entries.emplace_back(tokens_[id], id);
  }

  /// From the files of a folder into our own form and back, in seconds of the processor.
  void read_within_time() {
    const std::clock_t begin = std::clock();
    const auto foreign = read_foreign_tokenizer(folder_.path(), count);
    ASSERT_TRUE(foreign) << to_string(foreign.error());
    const std::clock_t read = std::clock();
    const auto stored = foreign_tokenizer_from_bytes(foreign->to_bytes(), "it");
    ASSERT_TRUE(stored) << to_string(stored.error());
    const auto tokenizer = make_foreign_tokenizer(*stored, "it", foreign_cleaning(), "");
    ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
    const std::clock_t loaded = std::clock();
    const auto seconds = [](std::clock_t ticks) { return static_cast<double>(ticks) / CLOCKS_PER_SEC; };
    fmt::print("{} tokens: {:.2f} s to read the folder, {:.2f} s to store and load\n", count,
               seconds(read - begin), seconds(loaded - read));
    EXPECT_LT(seconds(loaded - begin), test::sanitized ? 60.0 : 10.0);
    EXPECT_EQ((*tokenizer)->vocabulary_size(), count);
    EXPECT_EQ((*tokenizer)->piece(count - 1), fmt::format("{}w{}", word_begin(), count - 1));
  }
  virtual std::string word_begin() const { return "\u2581"; }

  test::TemporaryFolder folder_;
  std::vector<std::string> tokens_;
  Json vocabulary_ = Json::object();
};

TEST_F(LargeVocabulary, OfLines) {
  std::string lines;
  for (const std::string& token : tokens_) lines += token + "\n";
  put_file(folder_ / "vocab.txt", lines);
  read_within_time();
}

TEST_F(LargeVocabulary, OfTokenizerJson) {
  Json file;
  file["normalizer"] = {{"type", "BertNormalizer"}};
  file["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
  file["model"] = {{"type", "WordPiece"}, {"vocab", vocabulary_}};
  put_file(folder_ / "tokenizer.json", file.dump());
  read_within_time();
}

class LargeByteVocabulary : public LargeVocabulary {
 protected:
  std::string word_begin() const override { return ""; }
};

TEST_F(LargeByteVocabulary, OfVocabJson) {
  put_file(folder_ / "vocab.json", vocabulary_.dump());
  put_file(folder_ / "merges.txt", "#version: 0.2\n");
  put_file(folder_ / "special_tokens_map.json",
           R"({"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
               "mask_token": "[MASK]"})");
  read_within_time();
}

TEST(ForeignTokenizerTest, ALongWordTakesNoQuadraticTime) {
  test::TemporaryFolder folder;
  put_file(folder / "tokenizer.json", golden()["bytes"]["tokenizer"].dump());
  put_file(folder / "special_tokens_map.json",
           R"({"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
               "mask_token": "[MASK]"})");
  const auto foreign = read_foreign_tokenizer(folder.path(), rows);
  ASSERT_TRUE(foreign) << to_string(foreign.error());
  const auto tokenizer = *make_foreign_tokenizer(*foreign, "it", foreign_cleaning(), "");
  std::vector<TokenId> ids;
  tokenizer->encode(std::string(1'000'000, 'a'), ids);  // Hours, if every merge looked at all of them.
  EXPECT_GT(ids.size(), 1000u);
}

}  // namespace
}  // namespace cloze
