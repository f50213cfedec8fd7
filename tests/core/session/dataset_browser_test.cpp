// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dataset_browser.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/session/dataset_statistics.h"

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

std::vector<std::uint64_t> documents_of(const SearchPart& part) {
  std::vector<std::uint64_t> found;
  for (const SearchHit& hit : part.hits) found.push_back(hit.document);
  return found;
}

TEST_F(DatasetBrowserTest, FindsTextWhateverItsCaseAndBlanks) {
  const DatasetBrowser browser = open();
  std::uint64_t with_seven = 0;
  for (const Split split : {Split::train, Split::held_out})
    for (std::uint64_t i = 0; i < browser.document_count(split); ++i)
      with_seven +=
          joined(browser.document(split, i, 1000).head).find("bridge number 7") != std::string::npos;
  ASSERT_EQ(with_seven, 1U);
  for (const char* query : {"bridge number 7", "BRIDGE  Number 7 .", "number 7.nobody"}) {
    const SearchPart part = browser.search(query, {}, 100, 60);
    ASSERT_EQ(part.hits.size(), 1U) << query;
    EXPECT_FALSE(part.next);
    EXPECT_EQ(part.documents, 12U);
    const SearchHit& hit = part.hits.front();
    const std::string text = joined(browser.document(hit.split, hit.document, 1000).head);
    EXPECT_NE(text.find(hit.before + hit.match + hit.after), std::string::npos);
    EXPECT_TRUE(hit.match.starts_with(query[0] == 'n' ? "number 7" : "bridge number 7")) << hit.match;
  }
  EXPECT_TRUE(browser.search("bridges", {}, 100, 60).hits.empty());
  EXPECT_TRUE(browser.search("", {}, 100, 60).hits.empty());
  EXPECT_TRUE(browser.search(" \n ", {}, 100, 60).hits.empty());
}

TEST_F(DatasetBrowserTest, SearchGoesOnWhereItStopped) {
  const DatasetBrowser browser = open();
  const SearchPart all = browser.search("the river", {}, 100, 60);
  ASSERT_EQ(all.hits.size(), 12U);
  // No document is missed and none comes twice, by number of hits and by time.
  for (const auto& [most, seconds] : {std::pair<std::size_t, double>{5, 60}, {100, 0}}) {
    SearchPart joined_parts;
    std::optional<SearchPosition> at = SearchPosition{};
    for (int parts = 0; at && parts < 50; ++parts) {
      SearchPart part = browser.search("the river", *at, most, seconds);
      EXPECT_LE(part.hits.size(), most);
      joined_parts.hits.insert(joined_parts.hits.end(), part.hits.begin(), part.hits.end());
      at = part.next;
    }
    EXPECT_EQ(documents_of(joined_parts), documents_of(all));
  }
}

TEST_F(DatasetBrowserTest, StatisticsCountEveryToken) {
  const DatasetBrowser browser = open();
  const auto statistics = dataset_statistics(browser.dataset());
  ASSERT_TRUE(statistics) << to_string(statistics.error());
  std::vector<std::uint64_t> tokens(static_cast<std::size_t>(browser.tokenizer().vocabulary_size()));
  std::vector<std::uint64_t> sizes;
  for (const Split split : {Split::train, Split::held_out})
    for (std::uint64_t i = 0; i < browser.document_count(split); ++i) {
      const BrowsedDocument document = browser.document(split, i, 100'000);
      sizes.push_back(document.tokens);
      for (const BrowsedToken& token : document.head) ++tokens[static_cast<std::size_t>(token.id)];
    }
  EXPECT_EQ(statistics->token_counts, tokens);
  std::ranges::sort(sizes);
  EXPECT_EQ(statistics->document_tokens.smallest, sizes.front());
  EXPECT_EQ(statistics->document_tokens.median, sizes[5]);
  EXPECT_EQ(statistics->document_tokens.largest, sizes.back());
  EXPECT_EQ(statistics->document_unknown.largest, 0U);
  std::uint64_t sentences = 0;
  for (const Histogram::Bin& bin : statistics->sentence_tokens.bins) sentences += bin.count;
  EXPECT_EQ(sentences,
            browser.dataset().info().train.sentences + browser.dataset().info().held_out.sentences);
  CancelFlag cancel;
  cancel.cancel();
  EXPECT_EQ(dataset_statistics(browser.dataset(), {}, &cancel).error().code, ErrorCode::cancelled);
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
