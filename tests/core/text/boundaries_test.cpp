// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/boundaries.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

namespace cloze {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

BoundaryFinder make() {
  auto finder = BoundaryFinder::make();
  EXPECT_TRUE(finder) << to_string(finder.error());
  return std::move(*finder);
}

/// The texts of the ranges, which must be in order, apart from each other and inside the text.
Strings texts(std::string_view text, const std::vector<TextRange>& ranges) {
  Strings out;
  std::uint32_t last = 0;
  for (const TextRange& range : ranges) {
    EXPECT_LE(last, range.begin);
    EXPECT_LT(range.begin, range.end);
    EXPECT_LE(range.end, text.size());
    last = range.end;
    out.emplace_back(text.substr(range.begin, range.end - range.begin));
  }
  return out;
}

Strings sentences(std::string_view text) {
  auto finder = make();
  return texts(text, finder.sentences(text));
}
Strings words(std::string_view text) {
  auto finder = make();
  return texts(text, finder.words(text));
}

TEST(Sentences, EnglishEndsAtFullStopQuestionAndExclamation) {
  EXPECT_THAT(sentences("It rained. Did it stop?  \"Not yet!\" He paid $3.50 for it."),
              ElementsAre("It rained.", "Did it stop?", "\"Not yet!\"", "He paid $3.50 for it."));
}

TEST(Sentences, ChineseEndsWithoutBlanks) {
  EXPECT_THAT(sentences("话说天下大势，分久必合。何以知之？操曰：“善！”遂行。"),
              ElementsAre("话说天下大势，分久必合。", "何以知之？", "操曰：“善！”", "遂行。"));
}

TEST(Sentences, ALineBreakAlwaysEndsOne) {
  EXPECT_THAT(sentences("No stop here\nand go on\r\nlast 😀 line\n\n"),
              ElementsAre("No stop here", "and go on", "last 😀 line"));
}

TEST(Sentences, TextFoldedToLowerCaseIsCutAsWell) {
  // The rules wait for a capital after a full stop; folded text has none. Short words before the stop are
  // taken for abbreviations.
  EXPECT_THAT(sentences("the war ended. \"peace came.\" mr. adams of the u.s. wrote it. déjà. vu! and so on"),
              ElementsAre("the war ended.", "\"peace came.\"", "mr. adams of the u.s. wrote it. déjà.", "vu!",
                          "and so on"));
  EXPECT_THAT(sentences("The file main.cpp. is here. It is"),
              ElementsAre("The file main.cpp. is here.", "It is"));
}

TEST(Sentences, OffsetsAreBytesOfTheText) {
  const std::string text = " 😀😀 ok. \n　好。b";
  auto finder = make();
  EXPECT_THAT(finder.sentences(text), ElementsAre(TextRange{1, 13}, TextRange{18, 24}, TextRange{24, 25}));
}

TEST(Sentences, WhiteSpaceIsInNone) {
  EXPECT_THAT(sentences(""), IsEmpty());
  EXPECT_THAT(sentences(" \n\t\u3000\n "), IsEmpty());
  EXPECT_THAT(sentences("\u3000A.\u00A0 \u2003B.\u3000"), ElementsAre("A.", "B."));
}

TEST(Words, EnglishWordsNumbersAndPunctuationAlone) {
  EXPECT_THAT(words("It's 3.50, isn't it?!"), ElementsAre("It's", "3.50", ",", "isn't", "it", "?", "!"));
}

TEST(Words, ChineseByDictionary) {
  EXPECT_THAT(words("我们研究中国历史。"), ElementsAre("我们", "研究", "中国", "历史", "。"));
}

TEST(Words, AnEmojiWithItsJoinersIsOne) {
  EXPECT_THAT(words("a 👩‍👩‍👧👍🏽 中国b"),
              ElementsAre("a", "👩‍👩‍👧", "👍🏽", "中国", "b"));
}

TEST(Words, OffsetsAreBytesOfTheText) {
  auto finder = make();
  EXPECT_THAT(finder.words("😀 é\n中国!"),
              ElementsAre(TextRange{0, 4}, TextRange{5, 7}, TextRange{8, 14}, TextRange{14, 15}));
}

TEST(Words, WhiteSpaceAndInvisibleCharactersAreInNone) {
  EXPECT_THAT(words(""), IsEmpty());
  EXPECT_THAT(words(" \n\t\u3000\u00A0\u200B "), IsEmpty());
  EXPECT_THAT(words("\u3000a\u3000\u3000b "), ElementsAre("a", "b"));
}

TEST(BoundaryFinder, OneFinderServesManyTexts) {
  auto finder = make();
  for (int i = 0; i < 3; ++i) {
    const std::string text = "One. Two 二。" + std::to_string(i);  // Another address every time.
    EXPECT_EQ(finder.sentences(text).size(), 3u);
    EXPECT_EQ(finder.words(text).size(), 6u);
  }
  BoundaryFinder moved = std::move(finder);
  EXPECT_EQ(moved.words("still works").size(), 2u);
}

}  // namespace
}  // namespace cloze
