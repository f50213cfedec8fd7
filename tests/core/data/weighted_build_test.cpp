// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>

#include "dataset_build_fixture.h"

namespace cloze::test {
namespace {

class WeightedBuildTest : public ResumedBuildTest {
 protected:
  WeightedBuildTest() {
    for (int i = 0; i < 900; ++i) {
      const std::string target = i < 600 ? "many" : "few";
      fs::create_directories(folder_ / target);
      fs::rename(folder_ / fmt_name(i), folder_ / target / (std::to_string(1000 + i) + ".txt"));
    }
    settings_.corpus = {folder_ / "many", folder_ / "few"};
  }
  /// How often each document of the split is there.
  static std::map<std::vector<TokenId>, int> counts_of(const TokenStore& store) {
    std::map<std::vector<TokenId>, int> counts;
    for (std::uint64_t d = 0; d < store.document_count(); ++d) {
      const auto begin = store.sentence_begin(store.document_begin(d)),
                 end = store.sentence_begin(store.document_begin(d + 1));
      std::vector<TokenId> ids(end - begin);
      store.read(begin, ids);
      ++counts[ids];
    }
    return counts;
  }
  std::set<std::vector<TokenId>> documents_under(const char* name) const {
    DatasetSettings settings = settings_;
    settings.corpus = {folder_ / name};
    settings.weights = {};
    const auto info =
        build_dataset("part", settings, "fake", tokenizer_, folder_ / (std::string("of-") + name));
    EXPECT_TRUE(info);
    const auto dataset = Dataset::open(folder_ / (std::string("of-") + name) / info->hash.substr(0, 16));
    return documents_of(dataset->split(Split::train));
  }
};

TEST_F(WeightedBuildTest, DocumentsAreTrainedOnAsOftenAsTheirPathSays) {
  const auto plain = build();
  ASSERT_TRUE(plain);
  settings_.weights = {0.5, 2.25};
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_NE(info->hash, plain->hash);
  const Dataset dataset = open(*info);
  EXPECT_EQ(all_ids(dataset.split(Split::held_out)), all_ids(open(*plain).split(Split::held_out)));

  const auto many = documents_under("many"), few = documents_under("few");
  const auto counts = counts_of(dataset.split(Split::train));
  SourceCounts sources[2];
  std::uint64_t third = 0;
  for (const auto& [ids, count] : counts) {
    const bool of_few = few.contains(ids);
    ASSERT_TRUE(of_few || many.contains(ids));
    sources[of_few ? 1 : 0].documents += static_cast<std::uint64_t>(count);
    sources[of_few ? 1 : 0].tokens += ids.size() * static_cast<std::uint64_t>(count);
    if (of_few) {
      EXPECT_TRUE(count == 2 || count == 3) << count;
      third += count == 3;
    } else {
      EXPECT_EQ(count, 1);
    }
  }
  const auto near = [](double got, double all, double share) {
    EXPECT_NEAR(got, all * share, 5 * std::sqrt(all * share * (1 - share)));
  };
  near(double(sources[0].documents), double(many.size()), 0.5);
  near(double(third), double(few.size()), 0.25);
  ASSERT_EQ(info->sources.size(), 2U);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(info->sources[i].documents, sources[i].documents);
    EXPECT_EQ(info->sources[i].tokens, sources[i].tokens);
  }
  const auto read = read_dataset_info(place(*info));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->settings.weights, settings_.weights);
  EXPECT_EQ(read->sources.at(1).tokens, sources[1].tokens);
  EXPECT_EQ(read->train.unknown_tokens, [&] {
    std::uint64_t unknown = 0;
    for (const TokenId id : all_ids(dataset.split(Split::train))) unknown += id == SpecialTokens::unknown;
    return unknown;
  }());
  const auto starts = all_word_starts(dataset.split(Split::train));
  EXPECT_GT(std::ranges::count(starts, 0), 0);
}

TEST_F(WeightedBuildTest, CopiesAreFarFromTheirOriginals) {
  settings_.weights = {1, 2};
  const auto info = build();
  ASSERT_TRUE(info);
  const auto few = documents_under("few");
  const Dataset dataset = open(*info);
  const TokenStore& store = dataset.split(Split::train);
  EXPECT_EQ(store.document_count(), info->train.documents);
  std::map<std::vector<TokenId>, std::uint64_t> last;
  std::uint64_t copies = 0;
  for (std::uint64_t d = 0; d < store.document_count(); ++d) {
    const auto begin = store.sentence_begin(store.document_begin(d)),
               end = store.sentence_begin(store.document_begin(d + 1));
    std::vector<TokenId> ids(end - begin);
    store.read(begin, ids);
    if (const auto found = last.find(ids); found != last.end()) {
      EXPECT_GE(d - found->second, few.size());
      ++copies;
    }
    last[ids] = d;
  }
  EXPECT_EQ(copies, few.size());
}

TEST_F(WeightedBuildTest, IsGoneOnWithInTheCopiesToo) {
  settings_.weights = {1, 3};
  const auto whole = expected();
  // Reading is over when the last document is tokenized; the copies follow.
  for (int stops = 0; stops < 3; ++stops) {
    CancelFlag cancel;
    int repeating = 0;
    progress_ = [&](std::string_view what, std::uint64_t, std::uint64_t) {
      if (what == "repeating" && ++repeating == 1) cancel.cancel();
    };
    const auto stopped =
        build_dataset("d", settings_, "fake", tokenizer_, datasets(), progress_, &cancel, tokens_per_chunk_);
    progress_ = {};
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    ASSERT_EQ(unfinished().size(), 1U);
  }
  // In the middle of them: the state of a chunk that ended there.
  tokenizer_->tell({});
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(tokenizer_->made(), 0U);
  EXPECT_TRUE(shards_in(place(*info)) == whole);
}

TEST_F(WeightedBuildTest, OtherPathsToTheSameFilesBeginAnew) {
  settings_.corpus = {folder_ / "few", folder_ / "many"};
  settings_.weights = {1, 2};
  const auto whole = expected();
  ASSERT_FALSE(build_until(40000));
  ASSERT_EQ(unfinished().size(), 1U);
  // The same files with the same weights, told by three paths.
  settings_.corpus = {folder_ / "few", folder_ / "many/1[3-5]*.txt", folder_ / "many"};
  settings_.weights = {1, 2, 2};
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_TRUE(shards_in(place(*info)) == whole);
  fs::remove_all(datasets());
  const auto afresh = build();
  ASSERT_TRUE(afresh);
  ASSERT_EQ(info->sources.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(info->sources[i].documents, afresh->sources[i].documents) << i;
}

TEST_F(WeightedBuildTest, WeightsOutOfRangeAreNamed) {
  const auto refused = [&](std::vector<double> weights, const char* what) {
    settings_.weights = std::move(weights);
    const auto info = build();
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, ErrorCode::bad_input);
    EXPECT_NE(info.error().message.find(what), std::string::npos) << info.error().message;
  };
  refused({1}, "1 weights for 2 paths");
  refused({1, 0}, "weight 0");
  refused({1, -1}, "weight -1");
  refused({1, 1000}, "from 0.001 to 100");
  refused({1, std::numeric_limits<double>::quiet_NaN()}, "nan");
  settings_.weights = {1, 1};
  const auto ones = build();
  ASSERT_TRUE(ones);
  settings_.weights = {};
  EXPECT_EQ(build()->hash, ones->hash);
}

TEST_F(WeightedBuildTest, AFileThatTwoPathsLeadToHasTheWeightOfTheFirst) {
  settings_.corpus = {folder_ / "few", folder_ / "few" / "*.txt"};
  settings_.weights = {2, 1};
  const auto info = build();
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->sources.at(0).documents, info->train.documents);
  EXPECT_EQ(info->sources.at(1).documents, 0U);
  EXPECT_EQ(info->train.documents, 2 * documents_under("few").size());
}

TEST_F(WeightedBuildTest, WeightsThatLeaveNothingAreRefused) {
  fs::remove_all(folder_ / "many");
  fs::remove_all(folder_ / "few");
  for (int i = 0; i < 3; ++i)
    put_file(folder_ / "few" / (std::to_string(i) + ".txt"), text(std::uint64_t(i)));
  settings_.corpus = {folder_ / "few"};
  settings_.weights = {0.001};
  const auto info = build();
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::bad_input);
  EXPECT_NE(info.error().message.find("weights leave none of 3"), std::string::npos) << info.error().message;
  EXPECT_TRUE(left().empty());
}

}  // namespace
}  // namespace cloze::test
