// SPDX-License-Identifier: GPL-3.0-or-later
// Dataset builds over made-up files, with a tokenizer that tells how far it is.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/data/unfinished_builds.h"
#include "data_fixture.h"
#include "tests/support/fake_tokenizer.h"

namespace cloze::test {

namespace fs = std::filesystem;

/// A text of its own for every number: sentences of random words.
inline std::string text(std::uint64_t number) {
  Draws draws(number, 0, 0);
  std::string made;
  for (std::uint64_t sentence = 0; sentence < 2 + number % 5; ++sentence) {
    for (int word = 0; word < 6; ++word) {
      for (std::uint64_t letter = 0; letter < 3 + draws.next_below(5); ++letter)
        made += static_cast<char>('a' + draws.next_below(26));
      made += word < 5 ? " " : ". ";
    }
    made[made.size() - 1] = '\n';
  }
  return made;
}

class DatasetBuildTest : public ::testing::Test {
 protected:
  void write_files(int count, int first = 0) {
    for (int i = first; i < first + count; ++i)
      put_file(folder_ / fmt_name(i), text(static_cast<std::uint64_t>(i)));
  }
  static std::string fmt_name(int i) { return "corpus/" + std::to_string(1000 + i) + ".txt"; }

  Result<DatasetInfo> build(const std::string& name = "d") const {
    return build_dataset(name, settings_, "fake", tokenizer_, datasets(), progress_, &cancel_,
                         tokens_per_chunk_);
  }
  /// Stops when the tokenizing has come so far.
  Result<DatasetInfo> build_until(std::uint64_t tokens) const {
    CancelFlag cancel;
    tokenizer_->tell([&](std::uint64_t made) {
      if (made >= tokens) cancel.cancel();
    });
    auto info =
        build_dataset("d", settings_, "fake", tokenizer_, datasets(), progress_, &cancel, tokens_per_chunk_);
    tokenizer_->tell({});
    return info;
  }
  fs::path datasets() const { return folder_ / "datasets"; }
  fs::path place(const DatasetInfo& info) const { return datasets() / info.hash.substr(0, 16); }
  Dataset open(const DatasetInfo& info) const {
    auto dataset = Dataset::open(place(info), true);
    EXPECT_TRUE(dataset) << to_string(dataset.error());
    return *dataset;
  }

  /// Everything below the datasets folder.
  std::set<std::string> left() const {
    std::set<std::string> names;
    if (fs::exists(datasets()))
      for (const auto& entry : fs::recursive_directory_iterator(datasets()))
        names.insert(entry.path().filename().string());
    return names;
  }

  TemporaryFolder folder_;
  std::shared_ptr<FakeTokenizer> tokenizer_ = std::make_shared<FakeTokenizer>();
  DatasetSettings settings_{
      .corpus = {folder_ / "corpus"}, .held_out_share = 0.3, .locale = "", .threads = 2};
  ProgressSink progress_;
  CancelFlag cancel_;
  std::uint64_t tokens_per_chunk_ = usual_tokens_per_chunk;
};

/// Each document's ids.
inline std::set<std::vector<TokenId>> documents_of(const TokenStore& store) {
  std::set<std::vector<TokenId>> documents;
  for (std::uint64_t d = 0; d < store.document_count(); ++d) {
    const auto begin = store.sentence_begin(store.document_begin(d)),
               end = store.sentence_begin(store.document_begin(d + 1));
    std::vector<TokenId> ids(end - begin);
    store.read(begin, ids);
    documents.insert(ids);
  }
  return documents;
}

/// Builds of some forty chunks.
class ResumedBuildTest : public DatasetBuildTest {
 protected:
  ResumedBuildTest() {
    write_files(900);
    tokens_per_chunk_ = 3000;
  }

  /// All files of a dataset but the manifest, which holds times.
  static std::map<std::string, std::string> shards_in(const fs::path& folder) {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".shard")
        bytes[entry.path().filename().string()] = file_bytes(entry.path());
    return bytes;
  }
  /// What an uninterrupted build makes; leaves no trace.
  std::map<std::string, std::string> expected() {
    const auto info = build();
    EXPECT_TRUE(info) << to_string(info.error());
    auto shards = shards_in(place(*info));
    EXPECT_GT(shards.size(), 10U);
    counts_ = info->report;
    fs::remove_all(datasets());
    return shards;
  }
  std::vector<UnfinishedBuild> unfinished() const { return list_unfinished_builds(datasets()); }

  CorpusReport counts_;
};

}  // namespace cloze::test
