// SPDX-License-Identifier: GPL-3.0-or-later
// Near duplicates beside the Jaccard similarity counted out.
#include "core/text/duplicates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "core/text/hashing.h"
#include "core/text/line_counts.h"
#include "core/text/words.h"

namespace cloze {
namespace {

constexpr std::size_t ngram = 5;

std::set<std::uint64_t> ngram_set(std::string_view text) {
  std::vector<std::uint64_t> words, ngrams;
  hash_words(text, words);
  hash_ngrams(words, ngram, ngrams);
  return {ngrams.begin(), ngrams.end()};
}

double jaccard(std::string_view a, std::string_view b) {
  const auto left = ngram_set(a), right = ngram_set(b);
  std::vector<std::uint64_t> both;
  std::ranges::set_intersection(left, right, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(left.size() + right.size() - both.size());
}

class Texts {
 public:
  std::string fresh(int words) {
    std::string text;
    for (int i = 0; i < words; ++i) text += word() + " ";
    return text;
  }
  /// With this many words changed, in different places.
  std::string edited(const std::string& text, int edits) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find(' ', begin);
      words.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    for (int i = 0; i < edits; ++i) words[random_() % words.size()] = word();
    std::string out;
    for (const std::string& one : words) out += one + " ";
    return out;
  }

 private:
  std::string word() { return "w" + std::to_string(random_() % 5000); }
  std::mt19937 random_{7};
};

TEST(NearIndexTest, FindsWhatIsAlikeAndNothingElse) {
  Texts make;
  SignatureMaker maker(ngram);
  int alike = 0, found = 0, unlike = 0, wrong = 0;
  double error = 0;
  int measured = 0;
  NearIndex index(0.8);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::string text = make.fresh(200 + static_cast<int>(i % 5) * 100);
    const std::string copy = make.edited(text, static_cast<int>(i % 40));
    ASSERT_FALSE(index.find_or_add(*maker.make(text), 2 * i));
    const auto match = index.find_or_add(*maker.make(copy), 2 * i + 1);
    const double similarity = jaccard(text, copy);
    if (match) {
      EXPECT_EQ(match->ordinal, 2 * i);
      error += std::abs(match->similarity - similarity);
      ++measured;
    }
    // Three standard deviations of the estimate around the threshold are anybody's.
    if (similarity > 0.9) alike += 1, found += match ? 1 : 0;
    if (similarity < 0.7) unlike += 1, wrong += match ? 1 : 0;
  }
  ASSERT_GT(alike, 100);
  ASSERT_GT(unlike, 100);
  EXPECT_EQ(found, alike);
  EXPECT_EQ(wrong, 0);
  EXPECT_LT(error / measured, 0.035);
}

TEST(NearIndexTest, BandsFollowTheThreshold) {
  for (const double threshold : {0.5, 0.8, 0.95}) {
    const NearIndex index(threshold);
    EXPECT_LE(index.bands() * index.bins_per_band(), signature_bins);
    const double candidate = 1 - std::pow(1 - std::pow(threshold, index.bins_per_band()), index.bands());
    EXPECT_GE(candidate, 0.95) << threshold;
  }
}

TEST(NearIndexTest, AThresholdOfOneTakesEqualTextsOnly) {
  SignatureMaker maker(ngram);
  Texts make;
  const std::string text = make.fresh(300);
  NearIndex index(1);
  EXPECT_FALSE(index.find_or_add(*maker.make(text), 0));
  EXPECT_FALSE(index.find_or_add(*maker.make(make.edited(text, 3)), 1));
  EXPECT_TRUE(index.find_or_add(*maker.make(text), 2));
}

TEST(NearIndexTest, TellsTheMostSimilarOfSeveral) {
  const auto words = [](int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += "w" + std::to_string(i) + " ";
    return text;
  };
  SignatureMaker maker(1);
  NearIndex index(0.5);
  // The two have a third in common; the last one 56 % with the first and 67 % with the second.
  ASSERT_FALSE(index.find_or_add(*maker.make(words(0, 600)), 0));
  ASSERT_FALSE(index.find_or_add(*maker.make(words(300, 900)), 1));
  const auto match = index.find_or_add(*maker.make(words(150, 800)), 2);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->ordinal, 1U);
  EXPECT_NEAR(match->similarity, 500.0 / 750, 0.1);
}

TEST(NearIndexTest, GrowsWithoutForgetting) {
  Texts make;
  SignatureMaker maker(ngram);
  NearIndex index(0.8);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    texts.push_back(make.fresh(30));
    ASSERT_FALSE(index.find_or_add(*maker.make(texts.back()), i));
  }
  for (std::uint64_t i = 0; i < texts.size(); ++i) {
    const auto match = index.find_or_add(*maker.make(texts[i]), 100'000 + i);
    ASSERT_TRUE(match);
    ASSERT_EQ(match->ordinal, i);
  }
}

TEST(SignatureMakerTest, TakesTextsShorterThanARunAndNoneWithoutWords) {
  SignatureMaker maker(ngram);
  EXPECT_TRUE(maker.make("two words"));
  EXPECT_EQ(maker.make("Two, words!"), maker.make("two words"));
  EXPECT_NE(maker.make("two words"), maker.make("words two"));
  EXPECT_FALSE(maker.make(" ?! "));
}

TEST(WordsTest, AreRunsOfLettersAndSingleHanCharacters) {
  const auto count = [](std::string_view text) {
    std::vector<std::uint64_t> words;
    hash_words(text, words);
    return words.size();
  };
  EXPECT_EQ(count("Don't stop: it's 3.14"), 7U);
  EXPECT_EQ(count("我们在北京 met"), 6U);
  EXPECT_EQ(count("한국어 문장"), 2U);
  EXPECT_EQ(count(""), 0U);
  std::vector<std::uint64_t> upper, lower;
  hash_words("ÜBER Straße ΣΟΦΟΣ", upper);
  hash_words("über straße σοφοσ", lower);
  EXPECT_EQ(upper, lower);
}

TEST(LineCountsTest, AreExactForFewLines) {
  LineCounts counts(1000);
  for (std::uint64_t line = 0; line < 300; ++line)
    for (std::uint64_t i = 0; i <= line; ++i) counts.add(hash_text("line " + std::to_string(line)));
  for (std::uint64_t line = 0; line < 300; ++line)
    EXPECT_EQ(counts.count(hash_text("line " + std::to_string(line))),
              std::min<std::uint64_t>(line + 1, 255));
  EXPECT_EQ(counts.count(hash_text("another")), 0U);
}

TEST(ExactIndexTest, TellsTheFirst) {
  ExactIndex index;
  EXPECT_FALSE(index.find_or_add(text_identity("a"), 3));
  EXPECT_FALSE(index.find_or_add(text_identity("b"), 4));
  EXPECT_EQ(index.find_or_add(text_identity("a"), 5)->ordinal, 3U);
}

}  // namespace
}  // namespace cloze
