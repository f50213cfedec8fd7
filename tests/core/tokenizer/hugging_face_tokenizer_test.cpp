// SPDX-License-Identifier: GPL-3.0-or-later
// That the ids are equal is measured with the library itself, tests/interop/check.sh.
#include "core/tokenizer/hugging_face_tokenizer.h"

#include <gmock/gmock.h>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <nlohmann/json.hpp>

#include "core/tokenizer/hugging_face_normalizer.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze {
namespace {

using Json = nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

/// The files of a tokenizer trained on two languages.
class HuggingFaceTokenizerTest : public testing::TestWithParam<TokenizerKind> {
 protected:
  void SetUp() override {
    test::write_two_languages(folder_ / "corpus");
    ASSERT_TRUE(train_tokenizer({folder_ / "corpus"}, {}, test::small_settings(GetParam()), folder_ / "t"));
    auto files = hugging_face_tokenizer_files(folder_ / "t", {64, true});
    ASSERT_TRUE(files) << to_string(files.error());
    files_ = *files;
    tokenizer_ = Json::parse(files_.at("tokenizer.json"));
    ours_ = *load_tokenizer(folder_ / "t");
  }

  test::TemporaryFolder folder_;
  std::map<std::string, std::string> files_;
  Json tokenizer_;
  std::shared_ptr<const Tokenizer> ours_;
};

TEST_P(HuggingFaceTokenizerTest, EveryPieceHasItsId) {
  const Json& vocabulary = tokenizer_["model"]["vocab"];
  ASSERT_EQ(vocabulary.size(), static_cast<std::size_t>(ours_->vocabulary_size()));
  for (TokenId id = 0; id < ours_->vocabulary_size(); ++id) {
    const std::string piece(ours_->piece(id));
    if (GetParam() == TokenizerKind::unigram)
      EXPECT_EQ(vocabulary[static_cast<std::size_t>(id)][0], piece);
    else
      EXPECT_EQ(vocabulary[piece], id);
  }
}

TEST_P(HuggingFaceTokenizerTest, SpecialTokensHaveTheirRoles) {
  const Json config = Json::parse(files_.at("tokenizer_config.json"));
  const Json map = Json::parse(files_.at("special_tokens_map.json"));
  const char* names[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  const char* roles[] = {"pad_token", "unk_token", "cls_token", "sep_token", "mask_token"};
  for (std::size_t id = 0; id < 5; ++id) {
    const Json& token = tokenizer_["added_tokens"][id];
    EXPECT_EQ(token["id"], id);
    EXPECT_EQ(token["content"], names[id]);
    EXPECT_EQ(token["special"], true);
    EXPECT_EQ(token["lstrip"], id == 4);
    EXPECT_EQ(config[roles[id]], names[id]);
    EXPECT_EQ(map[roles[id]]["content"], names[id]);
  }
  EXPECT_EQ(config["model_max_length"], 64);
  EXPECT_THAT(config["model_input_names"], Contains("token_type_ids"));
}

TEST_P(HuggingFaceTokenizerTest, PairsAreToldApartWhereTheModelDoes) {
  EXPECT_EQ(tokenizer_["post_processor"]["pair"][3]["Sequence"]["type_id"], 1);
  const auto files = hugging_face_tokenizer_files(folder_ / "t", {64, false});
  ASSERT_TRUE(files);
  EXPECT_EQ(Json::parse(files->at("tokenizer.json"))["post_processor"]["pair"][3]["Sequence"]["type_id"], 0);
  EXPECT_THAT(Json::parse(files->at("tokenizer_config.json"))["model_input_names"],
              testing::Not(Contains("token_type_ids")));
}

TEST_P(HuggingFaceTokenizerTest, ModelIsOfItsKind) {
  const Json& model = tokenizer_["model"];
  if (GetParam() == TokenizerKind::unigram) {
    EXPECT_EQ(model["type"], "Unigram");
    EXPECT_EQ(model["unk_id"], 1);
    return;
  }
  EXPECT_EQ(model["type"], "BPE");
  EXPECT_EQ(model["fuse_unk"], true);
  if (GetParam() == TokenizerKind::character) {
    EXPECT_TRUE(model["merges"].empty());
    return;
  }
  ASSERT_GT(model["merges"].size(), 20u);
  // Every merge makes a piece, from pieces, and the pieces come in the order in which they were learned.
  int last = 0;
  for (const Json& merge : model["merges"]) {
    const std::string left = merge[0], right = merge[1];
    EXPECT_TRUE(model["vocab"].contains(left) && model["vocab"].contains(right));
    const int made = model["vocab"].at(left + right);
    EXPECT_GE(made, last);
    last = made;
  }
}

TEST_P(HuggingFaceTokenizerTest, ADamagedModelIsRefused) {
  test::put_file(folder_ / "t/tokenizer.model", "not a model");
  EXPECT_EQ(hugging_face_tokenizer_files(folder_ / "t", {}).error().code, ErrorCode::damaged);
}

INSTANTIATE_TEST_SUITE_P(Kinds, HuggingFaceTokenizerTest,
                         testing::Values(TokenizerKind::unigram, TokenizerKind::bpe,
                                         TokenizerKind::character),
                         [](const auto& info) { return std::string(kind_name(info.param)); });

std::vector<std::string> step_types(const CleaningOptions& cleaning) {
  std::vector<std::string> types;
  const auto normalizer = hugging_face_normalizer(cleaning);
  for (const auto& step : normalizer["normalizers"])
    if (step["type"] != "Replace") types.push_back(step["type"]);
  return types;
}

TEST(HuggingFaceNormalizerTest, FollowsTheCleaningOptions) {
  CleaningOptions cleaning;
  EXPECT_THAT(step_types(cleaning), testing::ElementsAre("NFC"));
  cleaning.normalization = Normalization::nfkc;
  cleaning.lowercase = true;
  EXPECT_THAT(step_types(cleaning), testing::ElementsAre("NFKC", "Lowercase", "NFKC"));
  cleaning.normalization = Normalization::none;
  EXPECT_THAT(step_types(cleaning), testing::ElementsAre("Lowercase"));
  const auto pattern = [&](std::size_t step) {
    return hugging_face_normalizer(cleaning)["normalizers"][step]["pattern"]["Regex"].get<std::string>();
  };
  cleaning.lowercase = false;
  EXPECT_THAT(pattern(1), HasSubstr("[\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{7F}-\\x{84}"));
  EXPECT_THAT(pattern(2), HasSubstr("\\x{2000}-\\x{200A}"));
  cleaning.strip_control = false;
  cleaning.collapse_whitespace = false;
  EXPECT_EQ(pattern(0), "\\A\\x{FEFF}");
  EXPECT_EQ(pattern(1), "[\\x{9}-\\x{D}\\x{20}\\x{85}\\x{2028}-\\x{2029}]+");
}

TEST(HuggingFaceNormalizerTest, LowerCaseAndTheRestOfTheFoldsAreFullCaseFolding) {
  const auto list = folds_beyond_lower_case();
  const std::map<std::string, std::string> folds(list.begin(), list.end());
  CleaningOptions folding{Normalization::none, true, false, false, InvalidUtf8::replace};
  int wrong = 0;
  for (UChar32 character = 1; character <= UCHAR_MAX_VALUE; ++character) {
    if (U_IS_SURROGATE(character) || u_isUWhiteSpace(character) || character == 0xFEFF) continue;
    std::string text;
    char bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, character);
    text.assign(bytes, length);
    std::string lower;
    icu::StringByteSink<std::string> sink(&lower);
    UErrorCode status = U_ZERO_ERROR;
    icu::CaseMap::utf8ToLower("", 0, text, sink, nullptr, status);
    const auto rest = folds.find(lower);
    wrong += (rest == folds.end() ? lower : rest->second) != clean(text, folding);
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(folds.at("ß"), "ss");
}

}  // namespace
}  // namespace cloze
