// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/word_cache.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "core/base/random.h"
#include "core/data/document_tokenizer.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze::test {
namespace {

TEST(WordCache, FindsWhatWasAdded) {
  WordCache cache;
  EXPECT_FALSE(cache.find("boat"));
  const std::array<TokenId, 3> ids{7, SpecialTokens::unknown, 9};
  const std::array<std::uint8_t, 3> starts{1, 0, 1};
  cache.add("boat", ids, starts);
  cache.add("oar", std::span(ids).first(1), std::span(starts).first(1));
  cache.add("\x01", {}, {});
  const auto boat = cache.find("boat");
  ASSERT_TRUE(boat);
  EXPECT_TRUE(std::ranges::equal(boat->ids, ids));
  EXPECT_TRUE(std::ranges::equal(boat->word_starts, starts));
  EXPECT_EQ(boat->unknown, 1U);
  EXPECT_EQ(cache.find("oar")->ids.size(), 1U);
  ASSERT_TRUE(cache.find("\x01"));
  EXPECT_TRUE(cache.find("\x01")->ids.empty());
  EXPECT_FALSE(cache.find("boa"));
}

TEST(WordCache, HoldsThousandsAndForgetsAllWhenItIsFull) {
  WordCache cache;
  const auto word = [](std::size_t i) { return "w" + std::to_string(i); };
  const auto add = [&](std::size_t i) {
    const std::array<TokenId, 2> ids{static_cast<TokenId>(i), static_cast<TokenId>(i + 1)};
    cache.add(word(i), ids, std::array<std::uint8_t, 2>{1, 0});
  };
  for (std::size_t i = 0; i < WordCache::most_words; ++i) add(i);
  for (std::size_t i = 0; i < WordCache::most_words; ++i) {
    const auto found = cache.find(word(i));
    ASSERT_TRUE(found) << i;
    ASSERT_EQ(found->ids[0], static_cast<TokenId>(i));
  }
  add(WordCache::most_words);
  EXPECT_TRUE(cache.find(word(WordCache::most_words)));
  EXPECT_FALSE(cache.find(word(0)));
}

/// The same tokenizer, of which nothing is known that would let words be looked up.
class Opaque final : public Tokenizer {
 public:
  explicit Opaque(std::shared_ptr<const Tokenizer> inner) : inner_(std::move(inner)) {}
  std::int64_t vocabulary_size() const override { return inner_->vocabulary_size(); }
  void encode(std::string_view text, std::vector<TokenId>& ids) const override { inner_->encode(text, ids); }
  void encode_spans(std::string_view text, std::vector<TokenSpan>& tokens) const override {
    inner_->encode_spans(text, tokens);
  }
  std::string decode(const std::vector<TokenId>& ids) const override { return inner_->decode(ids); }
  std::string_view piece(TokenId id) const override { return inner_->piece(id); }
  TokenId id_of(std::string_view piece) const override { return inner_->id_of(piece); }
  const CleaningOptions& cleaning() const override { return inner_->cleaning(); }
  const std::string& hash() const override { return inner_->hash(); }

 private:
  std::shared_ptr<const Tokenizer> inner_;
};

class LookedUpWords : public ::testing::TestWithParam<TokenizerKind> {};

/// Lines of words, signs and oddities of many scripts, mostly with one blank between two.
std::string made_up_line(std::uint64_t number) {
  static const std::vector<std::string> parts{"the",
                                              "boat",
                                              "farmer",
                                              "Boat.",
                                              "\"quoted\"",
                                              "don't",
                                              "e-mail",
                                              "U.S.",
                                              "3.5%",
                                              "1,000",
                                              "...",
                                              "--",
                                              "(a)",
                                              "\u201Ccurly\u201D",
                                              "\u2014",
                                              "na\u00EFve",
                                              "\u0301mark",
                                              "\u5173\u7FBD",
                                              "\u66F9\u64CD\u5175\u8D25\uFF0C\u8D70\u9EBB\u57CE\u3002",
                                              "\u0916\u0941\u0936",
                                              "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35",
                                              "\U0001F600",
                                              "\U0001F468\u200D\U0001F469",
                                              "\U0001F1E9\U0001F1EA\U0001F1EB",
                                              "\U0001F1E9",
                                              "\u200Dx",
                                              "\u00A0x",
                                              "x\u00A0",
                                              "\u3000",
                                              "y\u3000",
                                              "\u2581",
                                              "a\u2581b",
                                              "\u2585",
                                              "\u0663",
                                              "a_b",
                                              "_",
                                              "'",
                                              "x'",
                                              "\u0627\u0644",
                                              "\u00ADsoft",
                                              "\uFE0F",
                                              "[MASK]",
                                              "zzzzq",
                                              "\u00DF",
                                              "e\u0301",
                                              "a\u0308\u0301",
                                              "\u30AB\u30BF\u30AB\u30CA",
                                              std::string(80, 'w'),
                                              "---"};
  Draws draws(number, 5, 0);
  std::string line;
  const std::uint64_t words = 1 + draws.next_below(9);
  for (std::uint64_t i = 0; i < words; ++i) {
    // Two thirds plain words, so that most lines are rows of them.
    line += parts[draws.next_below(3) < 2 ? draws.next_below(9) : draws.next_below(parts.size())];
    if (i + 1 < words) line += draws.next_below(40) == 0 ? "  " : draws.next_below(60) == 0 ? "\t" : " ";
  }
  return line;
}

TEST_P(LookedUpWords, AreThoseOfTheWholeSentence) {
  const auto tokenizer = trained_tokenizer(GetParam());
  ASSERT_NE(tokenizer, nullptr);
  ASSERT_TRUE(tokenizer->splits_at_blanks());
  auto words = DocumentTokenizer::make(tokenizer, ""),
       whole = DocumentTokenizer::make(std::make_shared<Opaque>(tokenizer), "");
  ASSERT_TRUE(words && whole);
  for (std::uint64_t number = 0; number < 4000; ++number) {
    const Document document{.source = "a", .text = made_up_line(number)};
    const auto got = words->tokenize(document), expected = whole->tokenize(document);
    ASSERT_TRUE(got && expected);
    ASSERT_EQ(got->ids, expected->ids) << document.text;
    ASSERT_EQ(got->word_starts, expected->word_starts) << document.text;
    ASSERT_EQ(got->sentence_sizes, expected->sentence_sizes) << document.text;
    ASSERT_EQ(got->unknown_tokens, expected->unknown_tokens) << document.text;
    ASSERT_EQ(got->empty_sentences, expected->empty_sentences) << document.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, LookedUpWords,
                         ::testing::Values(TokenizerKind::unigram, TokenizerKind::bpe,
                                           TokenizerKind::character, TokenizerKind::wordpiece));

TEST(SplitsAtBlanks, IsDeniedWhereNothingIsKnown) {
  EXPECT_FALSE(Opaque(trained_tokenizer(TokenizerKind::unigram)).splits_at_blanks());
}

}  // namespace
}  // namespace cloze::test
