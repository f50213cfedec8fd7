// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/wordpiece_training.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze {
namespace {

using test::put_file;
using test::small_settings;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> trained(const std::vector<std::string>& texts, std::int64_t size,
                                 const BertNormalization& normalization = {}, double coverage = 1) {
  WordPieceTrainer trainer(normalization);
  for (const std::string& text : texts) trainer.add(text);
  const auto tokens = trainer.train({size, coverage}, {}, nullptr);
  EXPECT_TRUE(tokens) << to_string(tokens.error());
  return tokens ? *tokens : std::vector<std::string>{};
}

TEST(WordPieceTraining, MergesThePairThatStandsTogetherMostOften) {
  // "hug" 10, "pug" 5, "pun" 12, "bun" 4, "hugs" 5: u+g 20, u+n 16, h+ug 15 are merged in that order.
  std::string text;
  const std::vector<std::pair<std::string, int>> words{
      {"hug", 10}, {"pug", 5}, {"pun", 12}, {"bun", 4}, {"hugs", 5}};
  for (const auto& [word, count] : words)
    for (int i = 0; i < count; ++i) text += word + " ";
  EXPECT_THAT(trained({text}, 5 + 14 + 3),
              ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "b", "g", "h", "n", "p", "s", "u",
                          "##b", "##g", "##h", "##n", "##p", "##s", "##u", "##ug", "##un", "hug"));
}

TEST(WordPieceTraining, EquallyFrequentPairsHaveAnOrder) {
  const std::vector<std::string> one{"ab", "cd", "ab", "cd", "ef", "ef"},
      other{"ef", "cd", "ab", "ab", "ef", "cd"};
  const auto tokens = trained(one, 20);
  EXPECT_EQ(tokens, trained(other, 20));
  EXPECT_EQ(tokens[17], "ab");
  EXPECT_EQ(tokens[18], "cd");
  EXPECT_EQ(tokens[19], "ef");
}

TEST(WordPieceTraining, RepeatedLettersAreMergedFromTheLeft) {
  EXPECT_THAT(trained({"aaaa aaaa aaaa"}, 10),
              ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "##aa", "aaa", "aaaa"));
}

TEST(WordPieceTraining, WhatIsAlwaysAWordOfItsOwnDoesNotGoOn) {
  const auto tokens = trained({"中文, 中文.", "a."}, 5 + 5 + 1);
  EXPECT_THAT(tokens,
              ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ",", ".", "a", "中", "文", "##a"));
}

TEST(WordPieceTraining, NormalizationIsBerts) {
  EXPECT_THAT(trained({"\u00c9t\u00e9 \u00c9t\u00e9"}, 5 + 4),
              ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "e", "t", "##e", "##t"));
  BertNormalization cased;
  cased.lowercase = cased.strip_accents = false;
  EXPECT_THAT(trained({"\u00c9t\u00e9"}, 5 + 6, cased),
              ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "t", "\u00c9", "\u00e9", "##t",
                          "##\u00c9", "##\u00e9"));
}

TEST(WordPieceTraining, RareCharactersAreLeftOut) {
  std::string text = "z";
  for (int i = 0; i < 300; ++i) text += " ab";
  const auto tokens = trained({text}, 5 + 4, {}, 0.99);
  EXPECT_THAT(tokens, ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b"));
}

TEST(WordPieceTraining, LimitsAreTold) {
  WordPieceTrainer trainer({});
  trainer.add("ab ab cd");
  const auto small = trainer.train({8, 1}, {}, nullptr);
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().code, ErrorCode::bad_input);
  EXPECT_THAT(small.error().message, HasSubstr("at least 13"));
  const auto large = trainer.train({15, 1}, {}, nullptr);  // c+d stands together once only.
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::bad_input);
  EXPECT_THAT(large.error().message, HasSubstr("at most 14"));
  EXPECT_TRUE(trainer.train({14, 1}, {}, nullptr));
}

TEST(WordPieceTraining, IsCancelled) {
  WordPieceTrainer trainer({});
  trainer.add("ab ab");
  CancelFlag cancel;
  cancel.cancel();
  EXPECT_EQ(trainer.train({10, 1}, {}, &cancel).error().code, ErrorCode::cancelled);
}

TEST(WordPieceTraining, ATrainedOneIsStoredAndSpellsItsCorpus) {
  const TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  for (const bool lowercase : {false, true}) {
    TokenizerSettings settings = small_settings(TokenizerKind::wordpiece);
    settings.cleaning.lowercase = lowercase;
    const auto place = folder / (lowercase ? "uncased" : "cased");
    const auto info = train_tokenizer({folder / "corpus"}, {}, settings, place);
    ASSERT_TRUE(info) << to_string(info.error());
    EXPECT_EQ(info->settings.cleaning.lowercase, lowercase);
    const auto tokenizer = load_tokenizer(place);
    ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
    EXPECT_EQ((*tokenizer)->vocabulary_size(), 120);
    EXPECT_EQ((*tokenizer)->hash(), info->hash);
    std::size_t tokens = 0;
    const auto encode = [&](Document&& document) -> Result<void> {
      std::vector<TokenId> ids;
      (*tokenizer)->encode(document.text, ids);
      tokens += ids.size();
      EXPECT_EQ(std::ranges::count(ids, SpecialTokens::unknown), 0);
      return {};
    };
    ASSERT_TRUE(read_documents({folder / "corpus"}, {}, (*tokenizer)->cleaning(), encode));
    EXPECT_GT(tokens, 1000u);
    std::vector<TokenId> upper, lower;
    (*tokenizer)->encode("The", upper);
    (*tokenizer)->encode("the", lower);
    EXPECT_EQ(upper == lower, lowercase);
  }
}

TEST(WordPieceTraining, RefusesTheCleaningThatBertHasNot) {
  const TemporaryFolder folder;
  test::write_two_languages(folder / "corpus");
  TokenizerSettings settings = small_settings(TokenizerKind::wordpiece);
  settings.cleaning.normalization = Normalization::nfkc;
  const auto info = train_tokenizer({folder / "corpus"}, {}, settings, folder / "t");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::bad_input);
  EXPECT_THAT(info.error().message, HasSubstr("NFKC"));
}

}  // namespace
}  // namespace cloze
