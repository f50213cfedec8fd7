// SPDX-License-Identifier: GPL-3.0-or-later
// What each cleaning step does with documents, through read_documents().
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/text/language.h"
#include "tests/core/text/read_corpus.h"
#include "tests/support/temporary_folder.h"

namespace cloze {
namespace {

using test::put_file;
using test::TemporaryFolder;
using testing::ElementsAre;

class CleaningStepsTest : public testing::Test {
 protected:
  /// A record per text, through the steps.
  test::Read read(const std::vector<std::string>& texts, std::string_view steps) {
    std::string lines;
    for (const std::string& text : texts) lines += nlohmann::json{{"text", text}}.dump() + "\n";
    put_file(folder_ / "corpus.jsonl", lines);
    CorpusFormat format;
    format.steps = *steps_from_text(steps);
    return test::read_corpus({folder_ / "corpus.jsonl"}, format);
  }
  std::string one(const std::string& text, std::string_view steps) {
    const auto out = read({text, std::string(300, 'k') + " stays in any case"}, steps);
    return out.documents.size() == 2 ? out.documents[0].text : "(dropped)";
  }
  TemporaryFolder folder_;
};

TEST_F(CleaningStepsTest, MarkupBecomesText) {
  EXPECT_EQ(one("<p>Tea &amp; <b>coffee</b></p><p>caf&eacute; &#x4f60;&#22909;</p>", "markup"),
            "Tea & coffee\ncafé 你好");
  EXPECT_EQ(one("one<br/>two<BR>three", "markup"), "one\ntwo\nthree");
  EXPECT_EQ(
      one("<div><script>var a = '<b>';</script>read<style>p {}</style> me<!-- not me --></div>", "markup"),
      "read me");
  EXPECT_EQ(one("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "markup"), "1 2\n3");
  EXPECT_EQ(one("<article><header>Head</header><section>Body</section></article>", "markup"), "Head\nBody");
  EXPECT_EQ(one("<a href=\"x>y\" title='<b>'>link</a> text", "markup"), "link text");
  EXPECT_EQ(one("<svg><path d='M0'/></svg>", "markup"), "(dropped)");
}

TEST_F(CleaningStepsTest, WhatIsNoTagStays) {
  for (const std::string text : {"a < b and c > d", "if x<y then z", "I <3 you", "List<String> of <things>",
                                 "an open <b end", "AT&T and R&D", "100% <- arrow ->", "<doc id=1>"})
    EXPECT_EQ(one(text, "markup"), text);
}

TEST_F(CleaningStepsTest, DeepAndBrokenMarkupLosesNoText) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<div>";
  EXPECT_EQ(one(deep + "bottom", "markup"), "bottom");
  EXPECT_EQ(one("<b>bold <i>both</b> slanted</i> plain</p></div></html> behind", "markup"),
            "bold both slanted plain\nbehind");
  EXPECT_EQ(one("<html><head><meta charset=\"latin1\"><title>Größe</title></head><body>Straße</body></html>",
                "markup"),
            "Größe\nStraße");
}

TEST_F(CleaningStepsTest, PersonalDataIsMasked) {
  EXPECT_EQ(one("write to jane.doe+x@mail.example.co.uk, please", "personal-data"),
            "write to <mail>, please");
  EXPECT_EQ(one("call +49 (30) 1234-5678 or (212) 555-0100", "personal-data"), "call <phone> or <phone>");
  EXPECT_EQ(one("手机13812345678。", "personal-data"), "手机<phone>。");
  EXPECT_EQ(one("card 4111 1111 1111 1111 ends", "personal-data"), "card <card> ends");
  EXPECT_EQ(one("no card 4111 1111 1111 1112 this", "personal-data"), "no card 4111 1111 1111 1112 this");
  EXPECT_EQ(one("身份证11010519491231002X号", "personal-data"), "身份证<id>号");
  EXPECT_EQ(one("IBAN GB82 WEST 1234 5698 7654 32 and 078-05-1120", "personal-data"), "IBAN <id> and <id>");
  EXPECT_EQ(one("in 1939-1945 and 2024-01-31, 3.14159265 of 1,000,000", "personal-data"),
            "in 1939-1945 and 2024-01-31, 3.14159265 of 1,000,000");
  EXPECT_EQ(one("jane@example.org +4930123456789", "personal-data:mail=false"), "jane@example.org <phone>");
}

TEST_F(CleaningStepsTest, NumbersThatOnlyLookLikePersonalDataStay) {
  const std::string_view ids = "personal-data:mail=false:phone=false:card=false";
  EXPECT_EQ(one("IBAN GB82 WEST 1234 5698 7654 32", ids), "IBAN <id>");
  EXPECT_EQ(one("IBAN GB83 WEST 1234 5698 7654 32", ids), "IBAN GB83 WEST 1234 5698 7654 32");
  EXPECT_EQ(one("plus +1 23 45 points", "personal-data"), "plus +1 23 45 points");
}

TEST_F(CleaningStepsTest, LengthCountsCharactersNotBytes) {
  const auto out =
      read({"中文字", "abcd", "abcde", "中文字四五六"}, "length:min_characters=4:max_characters=5");
  EXPECT_THAT(out.texts(), ElementsAre("abcd", "abcde"));
  ASSERT_EQ(out.report->steps.size(), 1U);
  EXPECT_EQ(out.report->steps[0], (StepReport{"length", 2, 0, 2, 9 + 4 + 5 + 18, 9}));
  EXPECT_EQ(out.report->documents, 2U);
}

TEST_F(CleaningStepsTest, DocumentsFullOfSymbolsOrDigitsGo) {
  EXPECT_EQ(one("for (int i = 0; i < n; ++i) { a[i] += b[i] * c[i]; }", "symbols"), "(dropped)");
  EXPECT_EQ(one("An ordinary sentence, with (some) punctuation: \"yes\"!", "symbols"),
            "An ordinary sentence, with (some) punctuation: \"yes\"!");
  EXPECT_EQ(one("普通的句子，标点很多：“是的”！", "symbols"), "普通的句子，标点很多：“是的”！");
  EXPECT_EQ(one("12 34 56 total 78 90", "digits"), "(dropped)");
  EXPECT_EQ(one("In 1776 they declared independence", "digits"), "In 1776 they declared independence");
}

TEST_F(CleaningStepsTest, DocumentsThatRepeatThemselvesGo) {
  std::string same, different;
  for (int i = 0; i < 20; ++i) {
    same += "buy now and save a lot of money on our very best offers today. ";
    for (int word = 0; word < 13; ++word) different += "w" + std::to_string(i * 13 + word) + " ";
  }
  EXPECT_EQ(one(same, "repetition"), "(dropped)");
  EXPECT_NE(one(different, "repetition"), "(dropped)");
  std::string chinese;
  for (int i = 0; i < 20; ++i) chinese += "全场特价优惠多多欢迎选购，";
  EXPECT_EQ(one(chinese, "repetition"), "(dropped)");
}

TEST_F(CleaningStepsTest, AWordThatIsRepeatedInSeveralRunsCountsOnce) {
  std::string text;
  for (int word = 0; word < 30; ++word) text += "w" + std::to_string(word) + " ";
  for (int word = 0; word < 12; ++word) text += "w" + std::to_string(word) + " ";
  // Three runs of ten repeat 12 words of 42.
  EXPECT_NE(one(text, "repetition:max_share=0.3"), "(dropped)");
  EXPECT_EQ(one(text, "repetition:max_share=0.28"), "(dropped)");
}

TEST_F(CleaningStepsTest, ALanguageStandsForItsScriptsToo) {
  const std::string traditional = "委員會將於星期二再次開會討論明年的預算，屆時將公布最終方案。";
  ASSERT_EQ(detect_languages(traditional).at(0).code, "zh-Hant");
  EXPECT_THAT(read({traditional}, "language:keep=zh").texts(), ElementsAre(traditional));
  EXPECT_THAT(read({traditional}, "language:keep=zh-Hant").texts(), ElementsAre(traditional));
}

TEST_F(CleaningStepsTest, OtherLanguagesGo) {
  const std::string english = "The committee will meet again on Tuesday to discuss the budget for next year.";
  const std::string german = "Der Ausschuss trifft sich am Dienstag wieder, um den Haushalt zu besprechen.";
  const std::string chinese = "委员会将于星期二再次开会讨论明年的预算，届时将公布最终方案。";
  const std::string unknown = "?! 12 34";
  EXPECT_THAT(read({english, german, chinese, unknown}, "language").texts(), ElementsAre(english, unknown));
  EXPECT_THAT(read({english, german, chinese, unknown}, "language:keep=zh+de").texts(),
              ElementsAre(german, chinese, unknown));
  EXPECT_THAT(read({english, german, chinese, unknown}, "language:keep_unknown=false").texts(),
              ElementsAre(english));
}

TEST_F(CleaningStepsTest, LinesInManyDocumentsGo) {
  std::vector<std::string> texts;
  for (int i = 0; i < 10; ++i)
    texts.push_back("Home | Products | About us | Contact\nArticle number " + std::to_string(i) +
                    " has a text of its own\nshort\nAll rights reserved by the publisher");
  texts.push_back("A line that stands here only, twice\nA line that stands here only, twice");
  texts.push_back("All rights reserved by the publisher");
  const auto out = read(texts, "boilerplate:max_documents=9");
  ASSERT_TRUE(out.report) << out.report.error().message;
  ASSERT_EQ(out.documents.size(), 11U);
  EXPECT_EQ(out.documents[3].text, "Article number 3 has a text of its own\nshort");
  EXPECT_EQ(out.documents[10].text, texts[10]);
  EXPECT_EQ(out.report->steps[0].changed, 10U);
  EXPECT_EQ(out.report->steps[0].dropped, 1U);
  EXPECT_THAT(read(texts, "boilerplate:max_documents=11").texts(), testing::ElementsAreArray(texts));
}

TEST_F(CleaningStepsTest, BoilerplateCountsCharactersNotBytes) {
  const std::string menu = "首页新闻体育财经娱乐汽车";  // 12 characters, 36 bytes.
  std::vector<std::string> texts;
  for (int i = 0; i < 5; ++i) texts.push_back(menu + "\n第" + std::to_string(i) + "篇文章");
  EXPECT_THAT(read(texts, "boilerplate:max_documents=2").texts(), testing::ElementsAreArray(texts));
  EXPECT_EQ(read(texts, "boilerplate:max_documents=2:min_characters=12").texts()[1], "第1篇文章");
}

TEST_F(CleaningStepsTest, BoilerplateCountsTheLinesOfDuplicatesToo) {
  const std::string line = "Subscribe to our newsletter today";
  const std::vector<std::string> texts{line + "\nfirst", line + "\nfirst", line + "\nfirst",
                                       line + "\nsecond"};
  EXPECT_THAT(read(texts, "exact-duplicates,boilerplate:max_documents=2").texts(),
              ElementsAre("first", "second"));
}

TEST_F(CleaningStepsTest, WhatHasNothingLeftIsDroppedWithTheReason) {
  std::vector<std::string> texts;
  for (int i = 0; i < 4; ++i)
    texts.push_back("Subscribe to our newsletter today" + std::string(i < 3 ? "" : "\nand more"));
  put_file(folder_ / "corpus.jsonl", [&] {
    std::string lines;
    for (const std::string& text : texts) lines += nlohmann::json{{"text", text}}.dump() + "\n";
    return lines;
  }());
  CorpusFormat format;
  format.steps = *steps_from_text("boilerplate:max_documents=2");
  std::vector<std::string> reasons;
  const StepRun run{.observer = [&](const StepEvent& event) {
    if (event.dropped) reasons.emplace_back(event.reason);
  }};
  ASSERT_TRUE(read_documents(
      {folder_ / "corpus.jsonl"}, format, {}, [](Document&&) -> Result<void> { return {}; }, {}, nullptr,
      LongDocument::refuse, run));
  EXPECT_THAT(reasons, ElementsAre("boilerplate alone", "boilerplate alone", "boilerplate alone"));
  // Blanks that only an entity spells are no text either.
  EXPECT_EQ(one("<p>&nbsp;&nbsp;</p>", "markup"), "(dropped)");
}

TEST_F(CleaningStepsTest, BoilerplateSeesLinesAsTheStepsBeforeLeftThem) {
  std::vector<std::string> texts;
  for (int i = 0; i < 5; ++i)
    texts.push_back("<p>Subscribe to our newsletter</p><p class='c" + std::to_string(i) + "'>own text " +
                    std::to_string(i) + "</p>");
  EXPECT_EQ(read(texts, "markup,boilerplate:max_documents=4").texts()[2], "own text 2");
}

TEST_F(CleaningStepsTest, OfEqualDocumentsTheFirstStays) {
  const auto out = read({"one", "two", "one", "<b>two</b>", "three"}, "markup,exact-duplicates");
  EXPECT_THAT(out.texts(), ElementsAre("one", "two", "three"));
  EXPECT_EQ(out.report->steps[1].dropped, 2U);
  EXPECT_EQ(out.documents[2].ordinal, 4U);
}

TEST_F(CleaningStepsTest, StepsSeeWhatThoseBeforeKept) {
  // The short one is gone before its copy is looked for, so nothing is a duplicate of it.
  const auto dropped_first =
      read({"abc", "abc", "long enough to stay"}, "length:min_characters=5,exact-duplicates");
  EXPECT_EQ(dropped_first.report->steps[0].dropped, 2U);
  EXPECT_EQ(dropped_first.report->steps[1].dropped, 0U);
  EXPECT_EQ(dropped_first.report->steps[1].kept, 1U);
  const auto dropped_last =
      read({"abc", "abc", "long enough to stay"}, "exact-duplicates,length:min_characters=5");
  EXPECT_EQ(dropped_last.report->steps[0].dropped, 1U);
  EXPECT_EQ(dropped_last.report->steps[1].dropped, 1U);
}

TEST_F(CleaningStepsTest, DroppingEverythingIsAnErrorThatNamesTheStep) {
  const auto out = read({"abc", "abcd"}, "exact-duplicates,length");
  ASSERT_FALSE(out.report);
  EXPECT_NE(out.report.error().message.find("length 2"), std::string::npos) << out.report.error().message;
}

TEST_F(CleaningStepsTest, AStepThatIsWrongIsRefusedBeforeReading) {
  CorpusFormat format;
  format.steps = {CleaningStep{StepKind::length, {}}};
  put_file(folder_ / "a.txt", "text");
  const auto out = test::read_corpus({folder_ / "a.txt"}, format);
  ASSERT_FALSE(out.report);
  EXPECT_EQ(out.report.error().code, ErrorCode::bad_input);
  EXPECT_EQ(out.report.error().message, "the cleaning step length has 2 settings, not 0");
}

TEST_F(CleaningStepsTest, TagsThatNeverEndTakeNoMoreTimeThanOtherText) {
  std::string open;
  for (int i = 0; i < 1'000'000; ++i) open += "<b ";
  const Stopwatch watch;
  EXPECT_EQ(one("<p>tea</p>" + open + "milk", "markup"), "tea\n" + open + "milk");
  // Were the rest of the text looked through at each of them, it would take minutes.
  EXPECT_LT(watch.seconds(), 20);
}

/// A word for a number.
std::string letters(int number) {
  std::string word = "w";
  for (; number > 0; number /= 26) word += static_cast<char>('a' + number % 26);
  return word;
}

TEST_F(CleaningStepsTest, TheSameComesOutWithAnyNumberOfThreads) {
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) {
    std::string text = "<p>";
    for (int word = 0; word < 60; ++word) text += letters((i % 150) * 37 + word * (1 + i % 7)) + " ";
    texts.push_back(text + (i % 11 == 0 ? "mail me@example.org" : "") + "</p>");
  }
  std::string lines;
  for (const std::string& text : texts) lines += nlohmann::json{{"text", text}}.dump() + "\n";
  put_file(folder_ / "many.jsonl", lines);
  CorpusFormat format;
  format.steps = *steps_from_text("web,language:keep=en");
  const auto run = [&](std::int64_t threads) {
    std::string all;
    const auto take = [&all](Document&& document) -> Result<void> {
      all += std::to_string(document.ordinal) + document.text + "\n";
      return {};
    };
    const StepRun options{.threads = threads, .observer = [&all](const StepEvent& event) {
                            all += std::to_string(event.step) + std::string(event.reason) +
                                   std::string(event.after) + "\n";
                          }};
    const auto report = read_documents({folder_ / "many.jsonl"}, format, {}, take, {}, nullptr,
                                       LongDocument::refuse, options);
    EXPECT_TRUE(report) << report.error().message;
    for (const StepReport& step : report->steps)
      all += step.step + std::to_string(step.dropped) + " " + std::to_string(step.bytes_out) + "\n";
    return all;
  };
  const std::string alone = run(1);
  EXPECT_EQ(run(2), alone);
  EXPECT_EQ(run(5), alone);
}

TEST_F(CleaningStepsTest, IsCancelled) {
  put_file(folder_ / "a.txt", "one\n\ntwo\n\nthree");
  CorpusFormat format{.boundary = DocumentBoundary::blank_line};
  format.steps = *steps_from_text("boilerplate");
  CancelFlag cancel;
  cancel.cancel();
  const auto report = read_documents(
      {folder_ / "a.txt"}, format, {}, [](Document&&) -> Result<void> { return {}; }, {}, &cancel);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace cloze
