// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>

#include "core/data/build_folder.h"
#include "core/data/build_state.h"
#include "dataset_build_fixture.h"

namespace cloze::test {
namespace {

TEST_F(ResumedBuildTest, GoesOnFromItsLastChunkWithTheSameBytesForAnyNumberOfThreads) {
  const auto whole = expected();
  tokenizer_->tell({});
  ASSERT_TRUE(build());
  const std::uint64_t all = tokenizer_->made();
  fs::remove_all(datasets());

  std::uint64_t made = 0;
  int stops = 0;
  for (; stops < 20; ++stops) {
    settings_.threads = 1 + stops % 3;
    const auto stopped = build_until(all / 3);
    made += tokenizer_->made();
    if (stopped) break;
    ASSERT_EQ(stopped.error().code, ErrorCode::cancelled) << to_string(stopped.error());
    ASSERT_EQ(unfinished().size(), 1U);
    EXPECT_FALSE(unfinished()[0].running);
    EXPECT_GT(unfinished()[0].done, 0);
    EXPECT_LT(unfinished()[0].done, 1);
  }
  EXPECT_GE(stops, 2);
  EXPECT_LT(stops, 20);
  // Each stop loses what was ahead of the writer, and a chunk.
  EXPECT_LT(made, all * 2);
  EXPECT_TRUE(unfinished().empty());
  const auto info = build();
  ASSERT_TRUE(info);
  EXPECT_TRUE(shards_in(place(*info)) == whole);
  EXPECT_EQ(left().count("build.json"), 0U);
  EXPECT_EQ(info->report.documents, counts_.documents);
  EXPECT_EQ(info->report.cleaning.bytes_out, counts_.cleaning.bytes_out);
  open(*info);
}

TEST_F(ResumedBuildTest, AKilledBuildGoesOnAndWhatIsBehindItsLastChunkIsNotTrusted) {
  const auto whole = expected();
  ASSERT_FALSE(build_until(40000));
  ASSERT_EQ(unfinished().size(), 1U);
  const fs::path folder = unfinished()[0].folder;
  put_file(folder / "train-00099.shard", "begun");
  const auto kept = fs::last_write_time(folder / "train-00000.shard");
  const auto info = build("later");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->name, "later");
  EXPECT_EQ(fs::last_write_time(place(*info) / "train-00000.shard"), kept);
  EXPECT_TRUE(shards_in(place(*info)) == whole);
}

TEST_F(ResumedBuildTest, ADamagedRestIsNotGoneOnWith) {
  tokenizer_->tell({});
  const auto whole = expected();
  const std::uint64_t all = tokenizer_->made();
  const std::vector<std::function<void(const fs::path&)>> damages{
      [](const fs::path& folder) { fs::resize_file(folder / "train-00000.shard", 50); },
      [](const fs::path& folder) { fs::remove(folder / "held_out-00000.shard"); },
      [](const fs::path& folder) { put_file(folder / "build.json", "{}"); },
      [](const fs::path& folder) {
        std::string state = file_bytes(folder / "build.json");
        state.replace(state.find("\"program\": \"") + 12, 1, "9");  // Another version.
        put_file(folder / "build.json", state);
      }};
  for (std::size_t i = 0; i < damages.size(); ++i) {
    ASSERT_FALSE(build_until(40000));
    ASSERT_EQ(unfinished().size(), 1U) << i;
    damages[i](unfinished()[0].folder);
    tokenizer_->tell({});
    const auto info = build();
    ASSERT_TRUE(info) << i << ": " << to_string(info.error());
    EXPECT_TRUE(shards_in(place(*info)) == whole) << i;
    EXPECT_EQ(tokenizer_->made(), all) << i;
    EXPECT_TRUE(unfinished().empty()) << i;
    EXPECT_EQ(left().size(), whole.size() + 2) << i;  // Nothing is left of the first one.
    fs::remove_all(datasets());
  }
}

TEST_F(ResumedBuildTest, AStateOfAnyBytesIsReadOrRefused) {
  ASSERT_FALSE(build_until(40000));
  const fs::path folder = unfinished().at(0).folder;
  const std::string good = file_bytes(folder / "build.json");
  Draws draws(11, 0, 0);
  int refused = 0;
  for (int round = 0; round < 500; ++round) {
    std::string state = good;
    const std::size_t at = draws.next_below(state.size());
    switch (draws.next_below(3)) {
      case 0:
        state[at] = static_cast<char>(draws.next_below(256));
        break;
      case 1:
        state.resize(at);
        break;
      default:
        state.erase(at, 1 + draws.next_below(40));
    }
    put_file(folder / "build.json", state);
    const auto loaded = load_build_state(folder);
    if (loaded) continue;
    ++refused;
    EXPECT_NE(loaded.error().message.find("build.json"), std::string::npos) << loaded.error().message;
    EXPECT_LE(unfinished().size(), 1U);
  }
  EXPECT_GT(refused, 300);
}

TEST_F(ResumedBuildTest, TextThatIsCleanedOtherwiseIsToldBeforeItIsMixed) {
  ASSERT_FALSE(build_until(40000));
  const fs::path state = unfinished().at(0).folder / "build.json";
  std::string text = file_bytes(state);
  const std::size_t at = text.find("\"last_text\": ") + 13;
  put_file(state, text.substr(0, at) + "1" + text.substr(text.find(',', at)));
  const auto info = build();
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::damaged);
  EXPECT_NE(info.error().message.find("otherwise"), std::string::npos) << info.error().message;
  EXPECT_TRUE(left().empty());
  EXPECT_TRUE(build());
}

TEST_F(ResumedBuildTest, AnotherDatasetLeavesItAlone) {
  ASSERT_FALSE(build_until(40000));
  settings_.locale = "en";
  ASSERT_TRUE(build("other"));
  ASSERT_EQ(unfinished().size(), 1U);
  const UnfinishedBuild build = unfinished()[0];
  EXPECT_EQ(build.info.name, "d");
  EXPECT_EQ(build.info.settings.locale, "");
  EXPECT_GT(build.disk_bytes, 1000U);
  EXPECT_GT(build.info.train.tokens, 1000U);
  {
    auto held = BuildFolder::take_over_or_create(datasets(), build.info.hash.substr(0, 16),
                                                 [](const fs::path&) { return true; });
    ASSERT_TRUE(held);
    held->keep();
    EXPECT_TRUE(unfinished().at(0).running);
    const auto refused = discard_unfinished_build(build);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("is being built"), std::string::npos);
  }
  EXPECT_TRUE(discard_unfinished_build(build));
  EXPECT_TRUE(unfinished().empty());
  EXPECT_TRUE(discard_unfinished_build(build));
  EXPECT_EQ(left().size(), 1 + shards_in(place(*this->build("other"))).size() + 1);
}

TEST_F(ResumedBuildTest, AFaultInTheCorpusLeavesNothing) {
  put_file(folder_ / "corpus/9999.txt.gz", "no gzip");
  const auto info = build();
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::bad_input) << to_string(info.error());
  EXPECT_TRUE(left().empty());
}

TEST_F(ResumedBuildTest, AWriteThatFailsOnTheWayIsGoneOnFrom) {
  const auto whole = expected();
  // The state, which is the largest file after some chunks, cannot be written.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 9000, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto info = build();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::io);
  ASSERT_EQ(unfinished().size(), 1U);
  const auto again = build();
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_TRUE(shards_in(place(*again)) == whole);
}

TEST_F(ResumedBuildTest, ChunksCutTheSameStream) {
  const auto cut = build();
  ASSERT_TRUE(cut);
  const std::vector<TokenId> ids = all_ids(open(*cut).split(Split::train));
  std::uint64_t largest = 0;
  for (const auto& [name, bytes] : shards_in(place(*cut)))
    if (name.starts_with("train")) largest = std::max<std::uint64_t>(largest, bytes.size());
  EXPECT_LT(largest, 3000U * 4);
  fs::remove_all(datasets());
  tokens_per_chunk_ = usual_tokens_per_chunk;
  const auto one = build();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->hash, cut->hash);
  EXPECT_EQ(shards_in(place(*one)).size(), 2U);
  EXPECT_EQ(all_ids(open(*one).split(Split::train)), ids);
}

}  // namespace
}  // namespace cloze::test
