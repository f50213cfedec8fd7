// SPDX-License-Identifier: GPL-3.0-or-later
// What every kind of tokenizer does with text.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class Encoding : public testing::TestWithParam<TokenizerKind> {
 protected:
  const Tokenizer& tokenizer() {
    if (tokenizer_ == nullptr) tokenizer_ = test::trained_tokenizer(GetParam());
    return *tokenizer_;
  }
  std::vector<TokenId> ids(std::string_view text) {
    std::vector<TokenId> out;
    tokenizer().encode(text, out);
    return out;
  }
  std::vector<TokenSpan> spans(std::string_view text) {
    std::vector<TokenSpan> out;
    tokenizer().encode_spans(text, out);
    return out;
  }
  std::string round_trip(std::string_view text) { return tokenizer().decode(ids(text)); }

 private:
  std::shared_ptr<const Tokenizer> tokenizer_;
};

const std::vector<std::string>& texts() {
  static const std::vector<std::string> list{
      "The young queen sees a red boat in the market.",
      "我们研究中国历史。",
      "A sailor 喜欢 the letter.",
      "rare: 龘龘 \u20AC 😀👩‍👩‍👧 letters",
      "😀",
      "  two  blanks   and \t a tab \n a line ",
      "trailing ",
      " ",
      "\n\n",
      "",
      "\u2581marks\u2581\u2581in text\u2581",
      "[MASK] and [PAD]",
      std::string(20'000, 'a') + " " + std::string(9'000, 'b'),
  };
  return list;
}

TEST_P(Encoding, TheSpecialTokensAreIds0To4) {
  const char* names[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (TokenId id = 0; id < SpecialTokens::count; ++id) {
    EXPECT_EQ(tokenizer().piece(id), names[id]);
    EXPECT_EQ(tokenizer().id_of(names[id]), id);
  }
  // There are fewer characters than pieces asked for.
  EXPECT_EQ(tokenizer().vocabulary_size(), GetParam() == TokenizerKind::character ? 70 : 120);
}

TEST_P(Encoding, EveryPieceFindsItsId) {
  for (TokenId id = 0; id < tokenizer().vocabulary_size(); ++id)
    EXPECT_EQ(tokenizer().id_of(tokenizer().piece(id)), id);
  EXPECT_EQ(tokenizer().id_of("no such piece"), SpecialTokens::unknown);
}

TEST_P(Encoding, NamesOfSpecialTokensInTextAreText) {
  for (const char* text : {"[MASK]", "a [MASK] b", "[CLS] the [SEP]", "[PAD][PAD]"})
    for (const TokenId id : ids(text))
      EXPECT_TRUE(id == SpecialTokens::unknown || id >= SpecialTokens::count) << text << id;
}

TEST_P(Encoding, SpansHaveTheSameIds) {
  for (const std::string& text : texts()) {
    std::vector<TokenId> from_spans;
    for (const TokenSpan& span : spans(text)) from_spans.push_back(span.id);
    EXPECT_EQ(from_spans, ids(text)) << text.substr(0, 60);
  }
}

TEST_P(Encoding, SpansAreThePiecesOfTheText) {
  for (const std::string& text : texts()) {
    std::uint32_t last = 0;
    std::string covered, visible;
    for (const TokenSpan& span : spans(text)) {
      ASSERT_LE(last, span.begin);
      ASSERT_LE(span.begin, span.end);
      ASSERT_LE(span.end, text.size());
      last = span.end;
      const std::string part = text.substr(span.begin, span.end - span.begin);
      covered += part;
      EXPECT_FALSE(part.starts_with(' ')) << part;
      std::string piece(tokenizer().piece(span.id));
      if (piece.starts_with("\u2581")) piece.erase(0, 3);
      if (span.id != SpecialTokens::unknown && text.find("\u2581") == std::string::npos) {
        EXPECT_EQ(part, piece);
      }
    }
    // Nothing but blanks is left out.
    for (const char c : text)
      if (!std::string_view(" \t\n").contains(c)) visible += c;
    std::erase_if(covered, [](char c) { return std::string_view(" \t\n").contains(c); });
    if (text.find("\u2581") == std::string::npos) {
      EXPECT_EQ(covered, visible);
    }
  }
}

TEST_P(Encoding, SpansPointIntoTextWithOddBlanks) {
  const std::string text = "  The   queen\n sees";
  std::string words;
  for (const TokenSpan& span : spans(text)) {
    if (tokenizer().piece(span.id).starts_with("\u2581")) words += "|";
    words += text.substr(span.begin, span.end - span.begin);
  }
  EXPECT_EQ(words, "|The|queen|sees");
}

TEST_P(Encoding, LineBreaksAndTabsSeparateWordsAsASpaceDoes) {
  EXPECT_EQ(ids("The queen\nsees\ta boat\r\n"), ids("The queen sees a boat"));
  EXPECT_THAT(ids("The queen\nsees"), Not(Contains(SpecialTokens::unknown)));
}

TEST_P(Encoding, AppendsToWhatIsThere) {
  std::vector<TokenId> ids{SpecialTokens::cls};
  tokenizer().encode("The queen", ids);
  EXPECT_EQ(ids.front(), SpecialTokens::cls);
  EXPECT_GT(ids.size(), 1u);
  std::vector<TokenSpan> tokens{{SpecialTokens::cls, 0, 0}};
  tokenizer().encode_spans("The queen", tokens);
  EXPECT_EQ(tokens.size(), ids.size());
}

TEST_P(Encoding, KnownTextComesBack) {
  for (const char* text :
       {"The young queen sees a red boat in the market.", "我们研究中国历史。", "A sailor 喜欢 the letter."})
    EXPECT_EQ(round_trip(text), text);
  EXPECT_EQ(round_trip("  The   queen "), "The queen");
  EXPECT_EQ(round_trip(""), "");
}

TEST_P(Encoding, DecodingWritesSpecialTokensByName) {
  std::vector<TokenId> sequence{SpecialTokens::cls};
  tokenizer().encode("The queen", sequence);
  sequence.push_back(SpecialTokens::mask);
  tokenizer().encode("the boat", sequence);
  sequence.insert(sequence.end(), {SpecialTokens::sep, SpecialTokens::pad, SpecialTokens::pad});
  EXPECT_EQ(tokenizer().decode(sequence), "[CLS] The queen [MASK] the boat [SEP] [PAD] [PAD]");
  EXPECT_EQ(round_trip("a龘b"), "a[UNK]b");
  EXPECT_EQ(tokenizer().decode({-1, 1'000'000}), "");
}

TEST_P(Encoding, ManyThreadsAgree) {
  std::vector<std::vector<TokenId>> expected;
  for (const std::string& text : texts()) expected.push_back(ids(text));
  const Tokenizer& shared = tokenizer();
  std::vector<int> wrong(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        for (int round = 0; round < 5; ++round)
          for (std::size_t i = 0; i < expected.size(); ++i) {
            std::vector<TokenId> found;
            std::vector<TokenSpan> tokens;
            shared.encode(texts()[i], found);
            shared.encode_spans(texts()[i], tokens);
            wrong[t] += found != expected[i] || tokens.size() != found.size();
          }
      });
  }
  EXPECT_THAT(wrong, testing::Each(0));
}

TEST_P(Encoding, KindsDiffer) {
  const auto other =
      test::trained_tokenizer(GetParam() == TokenizerKind::bpe ? TokenizerKind::unigram : TokenizerKind::bpe);
  EXPECT_NE(tokenizer().hash(), other->hash());
}

INSTANTIATE_TEST_SUITE_P(Kinds, Encoding,
                         testing::Values(TokenizerKind::unigram, TokenizerKind::bpe,
                                         TokenizerKind::character),
                         [](const auto& info) { return std::string(kind_name(info.param)); });

}  // namespace
}  // namespace cloze
