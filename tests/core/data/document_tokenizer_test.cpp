// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/document_tokenizer.h"

#include <gtest/gtest.h>

#include "tests/support/fake_tokenizer.h"

namespace cloze::test {
namespace {

using Starts = std::vector<std::uint8_t>;

Starts starts(const std::vector<TokenSpan>& tokens, const std::vector<TextRange>& words) {
  Starts got;
  append_word_starts(tokens, words, got);
  return got;
}

TEST(WordStarts, AreTheFirstTokensOfWords) {
  // "ab cd." as ab | c | d | .   and as   a | b c | d.
  const std::vector<TextRange> words{{0, 2}, {3, 5}, {5, 6}};
  EXPECT_EQ(starts({{9, 0, 2}, {9, 2, 4}, {9, 4, 5}, {9, 5, 6}}, words), (Starts{1, 1, 0, 1}));
  // A token that reaches over into a new word begins it.
  EXPECT_EQ(starts({{9, 0, 1}, {9, 1, 4}, {9, 4, 6}}, words), (Starts{1, 1, 1}));
  // One token over everything.
  EXPECT_EQ(starts({{9, 0, 6}}, words), (Starts{1}));
}

TEST(WordStarts, ABlankTokenBelongsToTheWordBehindIt) {
  // "ab cd" as (mark without text) | ab | blank | cd, with the marks as the words' first tokens.
  EXPECT_EQ(starts({{9, 0, 0}, {9, 0, 2}, {9, 2, 3}, {9, 3, 5}}, {{0, 2}, {3, 5}}), (Starts{1, 0, 1, 0}));
  // Two blanks: the one that touches the word.
  EXPECT_EQ(starts({{9, 0, 2}, {9, 2, 3}, {9, 3, 4}, {9, 4, 6}}, {{0, 2}, {4, 6}}), (Starts{1, 0, 1, 0}));
  // A blank at the end belongs to no word.
  EXPECT_EQ(starts({{9, 0, 2}, {9, 2, 3}}, {{0, 2}}), (Starts{1, 0}));
}

TEST(WordStarts, TheFirstTokenAlwaysBeginsAWord) {
  EXPECT_EQ(starts({{9, 0, 1}, {9, 1, 2}, {9, 2, 4}}, {{2, 4}}), (Starts{1, 1, 0}));
  EXPECT_EQ(starts({{9, 0, 1}, {9, 1, 2}}, {}), (Starts{1, 0}));
  EXPECT_EQ(starts({}, {{0, 1}}), (Starts{}));
}

TEST(WordStarts, AreAppended) {
  Starts got{7};
  append_word_starts(std::vector<TokenSpan>{{9, 0, 1}}, std::vector<TextRange>{{0, 1}}, got);
  EXPECT_EQ(got, (Starts{7, 1}));
}

TokenizedDocument tokenize(const std::string& text, bool separate_blanks = false) {
  auto tokenizer = DocumentTokenizer::make(std::make_shared<FakeTokenizer>(separate_blanks), "");
  EXPECT_TRUE(tokenizer);
  auto document = tokenizer->tokenize({.source = "a.txt", .text = text, .position = 12});
  EXPECT_TRUE(document) << to_string(document.error());
  return *document;
}

TEST(DocumentTokenizer, TakesSentencesOneByOne) {
  const TokenizedDocument made = tokenize("ab c. Dd.\nef");
  // 'D' is unknown to the tokenizer.
  EXPECT_EQ(made.ids, (std::vector<TokenId>{5, 6, 7, 31, 1, 8, 31, 9, 10}));
  EXPECT_EQ(made.word_starts, (Starts{1, 0, 1, 1, 1, 0, 1, 1, 0}));
  EXPECT_EQ(made.sentence_sizes, (std::vector<std::uint32_t>{4, 3, 2}));
  EXPECT_EQ(made.unknown_tokens, 1U);
  EXPECT_EQ(made.position, 12U);
}

TEST(DocumentTokenizer, FindsChineseSentencesAndWords) {
  const TokenizedDocument made = tokenize("天下大勢。分久必合", true);
  ASSERT_EQ(made.sentence_sizes, (std::vector<std::uint32_t>{6, 5}));  // A mark and a token per character.
  EXPECT_EQ(made.word_starts[0], 1);  // The mark takes the word's beginning from its first character.
  EXPECT_EQ(made.word_starts[1], 0);
  EXPECT_EQ(made.word_starts[5], 1);  // The full stop is a word of its own.
  EXPECT_EQ(made.word_starts[6], 1);
  EXPECT_EQ(made.unknown_tokens, 9U);
}

TEST(DocumentTokenizer, LeavesSentencesWithoutTokensOut) {
  const TokenizedDocument made = tokenize("ab\n~\ncd");
  EXPECT_EQ(made.sentence_sizes, (std::vector<std::uint32_t>{2, 2}));
  EXPECT_TRUE(tokenize("~").ids.empty());
}

TEST(DocumentTokenizer, StopsWhenCancelled) {
  auto tokenizer = DocumentTokenizer::make(std::make_shared<FakeTokenizer>(), "");
  ASSERT_TRUE(tokenizer);
  CancelFlag flag;
  flag.cancel();
  const auto document = tokenizer->tokenize({.source = "a.txt", .text = "ab"}, &flag);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::cancelled);
}

TEST(DocumentTokenizer, TheTextHashIsTheBeginningOfItsSha256) {
  EXPECT_EQ(text_hash("abc"), 0xba7816bf8f01cfeaU);
  EXPECT_EQ(tokenize("abc").text_hash, 0xba7816bf8f01cfeaU);
}

}  // namespace
}  // namespace cloze::test
