// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_browser.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace cloze::test {
namespace {

namespace fs = std::filesystem;

/// Twelve files of plain sentences, a tokenizer and a dataset made of them; once for all tests.
class DatasetBrowserTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (fs::temp_directory_path() / "cloze-browser-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::create_directories(folder_ / "corpus");
    for (int i = 0; i < 12; ++i) {
      std::ofstream file(folder_ / "corpus" / (std::to_string(i) + ".txt"));
      for (int line = 0; line <= i; ++line)
        file << "The river runs under bridge number " << i << ". Nobody has crossed it " << line
             << " times.\n";
    }
    for (const char* name : {"one", "two"}) {
      TokenizerSettings settings;
      settings.vocabulary_size = name[0] == 'o' ? 45 : 48;
      settings.character_coverage = 1.0;
      const auto info = train_tokenizer({folder_ / "corpus"}, {}, settings, folder_ / name);
      ASSERT_TRUE(info) << to_string(info.error());
    }
    auto tokenizer = load_tokenizer(folder_ / "one");
    ASSERT_TRUE(tokenizer) << to_string(tokenizer.error());
    const DatasetSettings settings{.corpus = {folder_ / "corpus"}, .held_out_share = 0.3, .locale = ""};
    const auto info = build_dataset("rivers", settings, "one", *tokenizer, folder_ / "datasets");
    ASSERT_TRUE(info) << to_string(info.error());
    dataset_ = folder_ / "datasets" / info->hash.substr(0, 16);
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static DatasetBrowser open() {
    auto browser = DatasetBrowser::open(dataset_, folder_ / "one");
    EXPECT_TRUE(browser) << to_string(browser.error());
    return *browser;
  }

  static fs::path folder_, dataset_;
};
fs::path DatasetBrowserTest::folder_, DatasetBrowserTest::dataset_;

std::string joined(const std::vector<BrowsedToken>& tokens) {
  std::string text;
  for (const BrowsedToken& token : tokens) text += token.text;
  return text;
}

TEST_F(DatasetBrowserTest, ShowsEveryDocumentAsItReads) {
  const DatasetBrowser browser = open();
  EXPECT_EQ(browser.document_count(Split::train) + browser.document_count(Split::held_out), 12U);
  for (const Split split : {Split::train, Split::held_out}) {
    std::uint64_t tokens = 0, sentences = 0;
    for (std::uint64_t number = 0; number < browser.document_count(split); ++number) {
      const BrowsedDocument document = browser.document(split, number, 100'000);
      EXPECT_EQ(document.number, number);
      EXPECT_EQ(document.head.size(), document.tokens);
      EXPECT_EQ(document.unknown, 0U);
      EXPECT_EQ(std::ranges::count_if(document.head, &BrowsedToken::starts_sentence),
                static_cast<std::ptrdiff_t>(document.sentences));
      EXPECT_TRUE(joined(document.head).starts_with(" The river runs under bridge number "))
          << joined(document.head);
      EXPECT_TRUE(document.head[0].starts_sentence);
      EXPECT_TRUE(document.head[0].starts_word);
      tokens += document.tokens;
      sentences += document.sentences;
    }
    const SplitCounts& counts =
        split == Split::train ? browser.dataset().info().train : browser.dataset().info().held_out;
    EXPECT_EQ(tokens, counts.tokens);
    EXPECT_EQ(sentences, counts.sentences);
  }
}

TEST_F(DatasetBrowserTest, ShowsNoMoreTokensThanAskedForButCountsAll) {
  const DatasetBrowser browser = open();
  const std::uint64_t last = browser.document_count(Split::train) - 1;
  const BrowsedDocument whole = browser.document(Split::train, last, 100'000);
  for (const std::uint64_t most : {0, 1, 7, 25}) {
    const BrowsedDocument part = browser.document(Split::train, last, most);
    ASSERT_EQ(part.head.size(), std::min(most, whole.tokens));
    EXPECT_EQ(part.tokens, whole.tokens);
    EXPECT_EQ(part.sentences, whole.sentences);
    for (std::size_t i = 0; i < part.head.size(); ++i) {
      EXPECT_EQ(part.head[i].id, whole.head[i].id);
      EXPECT_EQ(part.head[i].starts_sentence, whole.head[i].starts_sentence);
    }
  }
}

TEST_F(DatasetBrowserTest, TokenizesAnyTextAsTheDatasetWas) {
  const DatasetBrowser browser = open();
  // The blanks are cleaned, the second sentence begins at "Nobody", and U+6CB3 is unknown.
  const auto tokens = browser.tokenize("  The   river runs.\tNobody \xE6\xB2\xB3.");
  std::string words;
  for (const BrowsedToken& token : tokens) {
    if (token.starts_sentence) words += "#";
    if (token.starts_word) words += "|";
    words += token.text;
  }
  EXPECT_TRUE(words.starts_with("#| The")) << words;
  EXPECT_NE(words.find("| river"), std::string::npos) << words;
  EXPECT_NE(words.find("|.#| Nobody"), std::string::npos) << words;
  EXPECT_EQ(std::ranges::count(tokens, SpecialTokens::unknown, &BrowsedToken::id), 1);
  EXPECT_NE(words.find("[UNK]"), std::string::npos) << words;
  EXPECT_TRUE(browser.tokenize("").empty());
  EXPECT_TRUE(browser.tokenize(" \n ").empty());
}

TEST_F(DatasetBrowserTest, CountsUnknownTokensOfTheWholeDocument) {
  // Digits are in the corpus, letters of another script are not.
  fs::create_directories(folder_ / "mixed");
  std::ofstream(folder_ / "mixed/1.txt") << "The river.\n\n\xE6\xB2\xB3 the river \xE6\xB2\xB3.\n";
  auto tokenizer = load_tokenizer(folder_ / "one");
  ASSERT_TRUE(tokenizer);
  const DatasetSettings settings{.corpus = {folder_ / "mixed"},
                                 .format = {.boundary = DocumentBoundary::blank_line},
                                 .held_out_share = 0.5,
                                 .locale = ""};
  const auto info = build_dataset("mixed", settings, "one", *tokenizer, folder_ / "datasets");
  ASSERT_TRUE(info) << to_string(info.error());
  auto browser = DatasetBrowser::open(folder_ / "datasets" / info->hash.substr(0, 16), folder_ / "one");
  ASSERT_TRUE(browser);
  const std::uint64_t train = browser->document(Split::train, 0, 0).unknown;
  const std::uint64_t held_out = browser->document(Split::held_out, 0, 0).unknown;
  EXPECT_EQ(train, info->train.unknown_tokens);
  EXPECT_EQ(held_out, info->held_out.unknown_tokens);
  EXPECT_EQ(train + held_out, 2U);
}

TEST_F(DatasetBrowserTest, RefusesATokenizerTheDatasetWasNotMadeWith) {
  const auto browser = DatasetBrowser::open(dataset_, folder_ / "two");
  ASSERT_FALSE(browser);
  EXPECT_EQ(browser.error().code, ErrorCode::bad_input);
  EXPECT_NE(browser.error().message.find("rivers"), std::string::npos);
  EXPECT_NE(browser.error().hint.find("'one'"), std::string::npos);
  EXPECT_EQ(DatasetBrowser::open(folder_ / "nothing", folder_ / "one").error().code, ErrorCode::not_found);
  EXPECT_FALSE(DatasetBrowser::open(dataset_, folder_ / "nothing"));
}

}  // namespace
}  // namespace cloze::test
