// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "dataset_build_fixture.h"

namespace cloze::test {
namespace {

TEST_F(DatasetBuildTest, StoresIdsSentencesDocumentsAndWordStarts) {
  put_file(folder_ / "corpus/1.txt", "ab c. D.\nee");
  put_file(folder_ / "corpus/2.txt", "x.");
  put_file(folder_ / "corpus/3.txt", "Fgh");
  settings_.held_out_share = 0.5;
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  const Dataset dataset = open(*info);
  // Which split a text falls into is the hash's matter, and is told by it here too.
  std::vector<TokenId> ids[2];
  std::vector<std::uint8_t> starts[2];
  std::vector<std::uint64_t> sentences[2];
  const auto add = [&](const std::string& content, std::vector<TokenId> its_ids,
                       std::vector<std::uint8_t> its_starts, std::vector<std::uint64_t> sizes) {
    const std::size_t split = text_hash(content) < (std::uint64_t{1} << 63) ? 1 : 0;
    ids[split].insert(ids[split].end(), its_ids.begin(), its_ids.end());
    starts[split].insert(starts[split].end(), its_starts.begin(), its_starts.end());
    for (const auto size : sizes)
      sentences[split].push_back((sentences[split].empty() ? 0 : sentences[split].back()) + size);
  };
  add("ab c. D.\nee", {5, 6, 7, 31, 1, 31, 9, 9}, {1, 0, 1, 1, 1, 1, 1, 0}, {4, 2, 2});
  add("x.", {28, 31}, {1, 1}, {2});
  add("Fgh", {1, 11, 12}, {1, 0, 0}, {3});
  ASSERT_FALSE(ids[0].empty());
  ASSERT_FALSE(ids[1].empty());
  for (const std::size_t split : {0, 1}) {
    const TokenStore& store = dataset.split(split == 0 ? Split::train : Split::held_out);
    EXPECT_EQ(all_ids(store), ids[split]);
    EXPECT_EQ(all_word_starts(store), starts[split]);
    ASSERT_EQ(store.sentence_count(), sentences[split].size());
    for (std::size_t i = 0; i < sentences[split].size(); ++i)
      EXPECT_EQ(store.sentence_begin(i + 1), sentences[split][i]);
  }
  EXPECT_EQ(info->train.documents + info->held_out.documents, 3U);
  EXPECT_EQ(info->train.sentences + info->held_out.sentences, 5U);
  EXPECT_EQ(info->train.tokens + info->held_out.tokens, 13U);
  EXPECT_EQ(info->train.unknown_tokens + info->held_out.unknown_tokens, 2U);
}

TEST_F(DatasetBuildTest, TellsAllAboutItself) {
  write_files(10);
  settings_.corpus = {fs::relative(folder_ / "corpus")};
  tokenizer_->set_cleaning({.lowercase = true});
  const auto info = build("letters");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->name, "letters");
  EXPECT_EQ(info->hash.size(), 64U);
  EXPECT_EQ(info->tokenizer_name, "fake");
  EXPECT_EQ(info->tokenizer_hash, "fake");
  EXPECT_EQ(info->vocabulary_size, 40);
  EXPECT_EQ(info->settings.corpus, (std::vector<fs::path>{fs::canonical(folder_ / "corpus")}));
  EXPECT_EQ(info->settings.held_out_share, 0.3);
  EXPECT_TRUE(info->cleaning.lowercase);
  EXPECT_EQ(info->report.files, 10U);
  EXPECT_EQ(info->report.documents, 10U);
  EXPECT_GT(info->report.cleaning.bytes_in, 100U);
  EXPECT_GT(info->created, 1.7e9);
  const auto read = read_dataset_info(place(*info));
  ASSERT_TRUE(read);
  EXPECT_EQ(manifest_to_json({.info = *read, .shards = {}}), manifest_to_json({.info = *info, .shards = {}}));
  EXPECT_EQ(left(), (std::set<std::string>{info->hash.substr(0, 16), "dataset.json", "train-00000.shard",
                                           "held_out-00000.shard"}));
}

TEST_F(DatasetBuildTest, BytesAreTheSameForAnyNumberOfThreads) {
  write_files(300);
  std::vector<std::string> first;
  for (const int threads : {1, 2, 4}) {
    settings_.threads = threads;
    fs::remove_all(datasets());
    const auto info = build();
    ASSERT_TRUE(info) << to_string(info.error());
    EXPECT_EQ(info->settings.threads, threads);
    const std::vector<std::string> now{info->hash, file_bytes(place(*info) / "train-00000.shard"),
                                       file_bytes(place(*info) / "held_out-00000.shard")};
    if (first.empty()) first = now;
    EXPECT_TRUE(now == first) << threads << " threads";
  }
}

TEST_F(DatasetBuildTest, TheHeldOutShareIsThatOfTheSettings) {
  write_files(1000);
  settings_.held_out_share = 0.2;
  const auto info = build();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->train.documents + info->held_out.documents, 1000U);
  EXPECT_NEAR(static_cast<double>(info->held_out.documents), 200, 5 * std::sqrt(1000 * 0.2 * 0.8));
}

TEST_F(DatasetBuildTest, ADocumentStaysInItsSplitWhenOthersAreAddedOrOrderChanges) {
  write_files(60, 100);
  const auto few = build();
  ASSERT_TRUE(few);
  const auto few_train = documents_of(open(*few).split(Split::train)),
             few_held_out = documents_of(open(*few).split(Split::held_out));
  write_files(100);      // Before them in the order.
  write_files(60, 200);  // Behind them.
  const auto many = build();
  ASSERT_TRUE(many);
  ASSERT_NE(many->hash, few->hash);
  const auto train = documents_of(open(*many).split(Split::train)),
             held_out = documents_of(open(*many).split(Split::held_out));
  EXPECT_GT(few_held_out.size(), 5U);
  EXPECT_TRUE(std::ranges::includes(train, few_train));
  EXPECT_TRUE(std::ranges::includes(held_out, few_held_out));
}

TEST_F(DatasetBuildTest, TheSmallestHashIsHeldOutWhereTheShareWouldHoldNothingOut) {
  write_files(4);
  settings_.held_out_share = 1e-9;
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  ASSERT_EQ(info->held_out.documents, 1U);
  ASSERT_EQ(info->train.documents, 3U);
  std::string smallest;
  for (int i = 0; i < 4; ++i) {
    const std::string clean_text = clean(text(static_cast<std::uint64_t>(i)), {});
    // The reader takes the white space around a document away.
    const std::string document = clean_text.substr(0, clean_text.find_last_not_of("\n ") + 1);
    if (smallest.empty() || text_hash(document) < text_hash(smallest)) smallest = document;
  }
  std::vector<TokenId> expected;
  tokenizer_->encode(smallest, expected);
  std::erase(expected, SpecialTokens::unknown);  // Line breaks, which lie between sentences.
  EXPECT_EQ(documents_of(open(*info).split(Split::held_out)), (std::set<std::vector<TokenId>>{expected}));
  EXPECT_EQ(info->report.documents, 4U);
}

TEST_F(DatasetBuildTest, TheLargestHashIsTrainedOnWhereTheShareWouldLeaveNothing) {
  write_files(4);
  settings_.held_out_share = 1 - 1e-9;
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->train.documents, 1U);
  EXPECT_EQ(info->held_out.documents, 3U);
}

TEST_F(DatasetBuildTest, EqualTextsAreNeverInBothSplits) {
  for (int i = 0; i < 3; ++i) put_file(folder_ / fmt_name(i), "ab.");
  const auto same = build();
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code, ErrorCode::bad_input);
  EXPECT_NE(same.error().message.find("all 3 documents of the corpus have the same text"), std::string::npos);
  put_file(folder_ / fmt_name(3), "cd.");
  const auto two = build();
  ASSERT_TRUE(two) << to_string(two.error());
  EXPECT_EQ(std::min(two->train.documents, two->held_out.documents), 1U);
  EXPECT_EQ(std::max(two->train.documents, two->held_out.documents), 3U);
}

TEST_F(DatasetBuildTest, OneDocumentIsRefusedWithAWayOut) {
  put_file(folder_ / "corpus/1.txt", "ab cd.\n\nef gh.\n\nij.");
  const auto one = build();
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().code, ErrorCode::bad_input);
  EXPECT_NE(one.error().message.find("one document"), std::string::npos);
  EXPECT_NE(one.error().hint.find("blank lines"), std::string::npos);
  EXPECT_TRUE(left().empty());
  settings_.format.boundary = DocumentBoundary::blank_line;
  const auto three = build();
  ASSERT_TRUE(three) << to_string(three.error());
  EXPECT_EQ(three->train.documents + three->held_out.documents, 3U);
}

TEST_F(DatasetBuildTest, DocumentsWithoutTokensAreCountedAsEmpty) {
  write_files(5);
  put_file(folder_ / "corpus/9999.txt", "~");
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->report.documents, 5U);
  EXPECT_EQ(info->report.empty_documents, 1U);
  EXPECT_EQ(info->train.documents + info->held_out.documents, 5U);
  fs::remove_all(folder_ / "corpus");
  put_file(folder_ / "corpus/1.txt", "~");
  const auto none = build();
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("no token"), std::string::npos);
}

TEST_F(DatasetBuildTest, TheSameDatasetIsBuiltOnce) {
  write_files(20);
  const auto first = build("first");
  ASSERT_TRUE(first);
  const auto written = fs::last_write_time(place(*first) / "train-00000.shard");
  settings_.threads = 1;
  const auto second = build("second");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->name, "first");
  EXPECT_EQ(second->created, first->created);
  EXPECT_EQ(fs::last_write_time(place(*first) / "train-00000.shard"), written);
  // The names of the files are not part of it, their order and content are.
  fs::rename(folder_ / "corpus", folder_ / "moved");
  settings_.corpus = {folder_ / "moved"};
  const auto third = build("third");
  ASSERT_TRUE(third);
  EXPECT_EQ(third->created, first->created);
}

TEST_F(DatasetBuildTest, ADamagedOneIsBuiltAgain) {
  write_files(20);
  const auto first = build("first");
  ASSERT_TRUE(first);
  const std::string good = file_bytes(place(*first) / "train-00000.shard");
  for (const std::size_t at : {std::size_t{0}, std::size_t{120}}) {
    overwrite(place(*first) / "train-00000.shard", at, "\x7f");
    const auto again = build("again");
    ASSERT_TRUE(again) << to_string(again.error());
    EXPECT_EQ(again->name, "again");
    EXPECT_EQ(file_bytes(place(*first) / "train-00000.shard"), good);
  }
  fs::remove(place(*first) / "dataset.json");
  EXPECT_TRUE(build());
  open(*first);
  EXPECT_EQ(left().size(), 4U);
}

TEST_F(DatasetBuildTest, ANewerOneIsLeftAlone) {
  write_files(20);
  const auto info = build();
  ASSERT_TRUE(info);
  overwrite(place(*info) / "dataset.json", file_bytes(place(*info) / "dataset.json").find("\"format\": 1"),
            "\"format\": 2");
  const auto again = build();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::newer_version);
}

TEST_F(DatasetBuildTest, WhatDecidesTheContentIsInTheHash) {
  write_files(20);
  std::set<std::string> hashes;
  const auto expect_new = [&](const char* what) {
    const auto info = build();
    ASSERT_TRUE(info) << to_string(info.error());
    EXPECT_TRUE(hashes.insert(info->hash).second) << what << " is not in the hash";
  };
  expect_new("nothing");
  settings_.format.boundary = DocumentBoundary::blank_line;
  expect_new("boundary");
  settings_.held_out_share = 0.31;
  expect_new("share");
  settings_.locale = "en";
  expect_new("locale");
  tokenizer_ = std::make_shared<FakeTokenizer>(false, 40, "other");
  expect_new("tokenizer");
  tokenizer_->set_cleaning({.lowercase = true});
  expect_new("cleaning");
  fs::rename(folder_ / fmt_name(0), folder_ / fmt_name(900));
  expect_new("order");
  put_file(folder_ / fmt_name(3), text(3) + "a");
  expect_new("content");
}

TEST_F(DatasetBuildTest, TellsItsProgress) {
  write_files(200);
  std::uint64_t last = 0, last_total = 0, calls = 0;
  std::string last_what;
  progress_ = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
    if (what == last_what) {
      EXPECT_GE(done, last);
    }
    EXPECT_LE(done, total);
    last = done;
    last_total = total;
    last_what = what;
    ++calls;
  };
  ASSERT_TRUE(build());
  EXPECT_GE(calls, 2U);
  EXPECT_EQ(last_what, "tokenizing");
  EXPECT_GT(last, 0U);
  EXPECT_EQ(last, last_total);
}

TEST_F(DatasetBuildTest, ACancelledBuildLeavesNothing) {
  write_files(500);
  // While hashing, at the first document, and at the very end.
  for (const int at : {1, 2, 3}) {
    CancelFlag cancel;
    int calls = 0;
    const auto info = build_dataset(
        "d", settings_, "fake", tokenizer_, datasets(),
        [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
          ++calls;
          if (at == 1 || (at == 2 && what == "tokenizing") ||
              (at == 3 && done == total && what == "tokenizing"))
            cancel.cancel();
        },
        &cancel);
    EXPECT_GT(calls, 0);
    ASSERT_FALSE(info) << "cancelled at " << at;
    EXPECT_EQ(info.error().code, ErrorCode::cancelled);
    EXPECT_TRUE(left().empty()) << "cancelled at " << at;
  }
  cancel_.cancel();
  EXPECT_EQ(build().error().code, ErrorCode::cancelled);
}

TEST_F(DatasetBuildTest, RemovesWhatACrashLeft) {
  write_files(20);
  const auto info = build();
  ASSERT_TRUE(info);
  const std::string name = info->hash.substr(0, 16);
  fs::remove_all(datasets());
  put_file(datasets() / (".tmp-" + name + "-1-0") / "train-00000.shard", "half");
  ASSERT_TRUE(build());
  EXPECT_EQ(left(),
            (std::set<std::string>{name, "dataset.json", "train-00000.shard", "held_out-00000.shard"}));
}

TEST_F(DatasetBuildTest, AFolderThatCannotBeWrittenIsNamed) {
  write_files(5);
  put_file(folder_ / "file", "");
  const auto info = build_dataset("d", settings_, "fake", tokenizer_, folder_ / "file/datasets");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::io);
  EXPECT_NE(info.error().message.find("file/datasets"), std::string::npos) << info.error().message;
}

TEST_F(DatasetBuildTest, AWriteThatFailsLeavesNothing) {
  write_files(200);
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 8192, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto info = build();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::io);
  EXPECT_NE(info.error().message.find("train-00000.shard"), std::string::npos) << info.error().message;
  EXPECT_TRUE(left().empty());
}

TEST_F(DatasetBuildTest, ValuesOutOfRangeAreNamed) {
  write_files(5);
  for (const double share : {0.0, 1.0, -0.1, std::numeric_limits<double>::quiet_NaN()}) {
    settings_.held_out_share = share;
    const auto info = build();
    ASSERT_FALSE(info) << share;
    EXPECT_EQ(info.error().code, ErrorCode::bad_input);
    EXPECT_NE(info.error().message.find("held-out share"), std::string::npos);
  }
  settings_.held_out_share = 0.3;
  EXPECT_EQ(build("").error().code, ErrorCode::bad_input);
  settings_.threads = -1;
  EXPECT_EQ(build().error().code, ErrorCode::bad_input);
  settings_.threads = 0;
  EXPECT_TRUE(build());
}

TEST_F(DatasetBuildTest, AMissingOrEmptyCorpusIsRefused) {
  EXPECT_EQ(build().error().code, ErrorCode::not_found);
  put_file(folder_ / "corpus/1.txt", " \n\n ");
  const auto empty = build();
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::bad_input);
  EXPECT_TRUE(left().empty());
}

TEST_F(DatasetBuildTest, CleaningStepsDecideWhatIsStoredAndBelongToTheHash) {
  for (int i = 0; i < 20; ++i) put_file(folder_ / fmt_name(i), "<b>word</b> " + std::string(1 + i / 2, 'a'));
  const auto plain = build();
  ASSERT_TRUE(plain) << to_string(plain.error());
  settings_.format.steps = *steps_from_text("markup,exact-duplicates,length:min_characters=8");
  const auto cleaned = build();
  ASSERT_TRUE(cleaned) << to_string(cleaned.error());
  EXPECT_NE(cleaned->hash, plain->hash);
  EXPECT_EQ(cleaned->train.documents + cleaned->held_out.documents, 8U);
  EXPECT_EQ(cleaned->report.documents, 8U);
  ASSERT_EQ(cleaned->report.steps.size(), 3U);
  EXPECT_EQ(cleaned->report.steps[1].dropped, 10U);
  EXPECT_EQ(cleaned->report.steps[2].dropped, 2U);
  const auto read = read_dataset_info(place(*cleaned));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->settings.format.steps, settings_.format.steps);
  EXPECT_EQ(read->report.steps, cleaned->report.steps);

  settings_.threads = 7;
  EXPECT_EQ(build()->hash, cleaned->hash);
  settings_.format.steps[2].values[0] = std::int64_t{9};
  EXPECT_NE(build()->hash, cleaned->hash);
  settings_.format.steps[2].values[0] = std::int64_t{-1};
  EXPECT_EQ(build().error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace cloze::test
