// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <cmath>

#include "data_fixture.h"

namespace cloze::test {
namespace {

/// Documents of different sizes that spread over several shards.
FakeDataset spread() {
  FakeDataset fake;
  TokenId next = 5;
  for (int i = 0; i < 12; ++i) {
    std::vector<Sentence> sentences;
    for (int s = 0; s <= i % 4; ++s) {
      sentences.push_back(run(next, 1 + (i + s) % 5));
      next += static_cast<TokenId>(sentences.back().size());
    }
    fake.train.push_back(document(sentences, [](TokenId id) { return id % 3 == 1; }));
  }
  fake.held_out = {document({{5, 6}, {7}})};
  fake.tokens_per_shard = 15;
  return fake;
}

void expect_refused(const std::filesystem::path& folder, bool verify, const std::string& why,
                    ErrorCode code = ErrorCode::damaged) {
  const auto dataset = Dataset::open(folder, verify);
  ASSERT_FALSE(dataset) << "not refused: " << why;
  EXPECT_EQ(dataset.error().code, code);
  EXPECT_NE(dataset.error().message.find(why), std::string::npos) << dataset.error().message;
}

TEST(Dataset, JoinsShardsIntoOneStream) {
  TemporaryFolder folder;
  const FakeDataset fake = spread();
  const Dataset dataset = fake.open(folder / "d");
  const TokenStore& store = dataset.split(Split::train);
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> starts;
  std::vector<std::uint64_t> sentences{0}, documents{0};
  for (const TokenizedDocument& made : fake.train) {
    ids.insert(ids.end(), made.ids.begin(), made.ids.end());
    starts.insert(starts.end(), made.word_starts.begin(), made.word_starts.end());
    for (const auto size : made.sentence_sizes) sentences.push_back(sentences.back() + size);
    documents.push_back(sentences.size() - 1);
  }
  ASSERT_GT(ids.size(), 4 * fake.tokens_per_shard);
  ASSERT_EQ(store.token_count(), ids.size());
  ASSERT_EQ(store.sentence_count(), sentences.size() - 1);
  ASSERT_EQ(store.document_count(), fake.train.size());
  for (std::uint64_t i = 0; i < sentences.size(); ++i) EXPECT_EQ(store.sentence_begin(i), sentences[i]) << i;
  for (std::uint64_t i = 0; i < documents.size(); ++i) EXPECT_EQ(store.document_begin(i), documents[i]) << i;
  // Every range, so that it begins and ends in every shard and at every border.
  for (std::size_t begin = 0; begin <= ids.size(); ++begin)
    for (std::size_t end = begin; end <= ids.size(); ++end) {
      std::vector<TokenId> got(end - begin);
      store.read(begin, got);
      ASSERT_TRUE(std::equal(got.begin(), got.end(), ids.begin() + static_cast<std::ptrdiff_t>(begin)));
      std::vector<std::uint8_t> got_starts(end - begin);
      store.read_word_starts(begin, got_starts);
      ASSERT_TRUE(std::equal(got_starts.begin(), got_starts.end(),
                             starts.begin() + static_cast<std::ptrdiff_t>(begin)));
    }
  EXPECT_EQ(all_ids(dataset.split(Split::held_out)), (std::vector<TokenId>{5, 6, 7}));
  EXPECT_EQ(dataset.folder(), folder / "d");
}

TEST(Dataset, IsFoundDamagedWhateverHappensToAShard) {
  TemporaryFolder folder;
  const auto path = folder / "d";
  spread().write(path);
  const auto shard = path / "train-00001.shard";
  const std::string good = file_bytes(shard);

  put_file(shard, good.substr(0, good.size() - 8));
  expect_refused(path, false, "bytes, ");
  put_file(shard, good + "x");
  expect_refused(path, false, "bytes, ");
  std::filesystem::remove(shard);
  expect_refused(path, false, "train-00001.shard' is damaged: the file is missing");
  put_file(shard, file_bytes(path / "train-00002.shard"));
  expect_refused(path, false, "train-00001.shard' is damaged");

  // Any single bit: a hash finds what the structure cannot show.
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string flipped = good;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    put_file(shard, flipped);
    const auto dataset = Dataset::open(path, true);
    ASSERT_FALSE(dataset) << "bit flip at byte " << at;
    EXPECT_TRUE(dataset.error().code == ErrorCode::damaged ||
                dataset.error().code == ErrorCode::newer_version);
    // Without the hash a flipped id or word start passes, but nothing that would lead a read astray does.
    if (at < shard_header_bytes) {
      EXPECT_FALSE(Dataset::open(path, false)) << at;
    }
  }
  put_file(shard, good);
  EXPECT_TRUE(Dataset::open(path, true));
}

TEST(Dataset, AShardOfAnotherDatasetIsNotTaken) {
  TemporaryFolder folder;
  FakeDataset fake;
  fake.train = {document({{5, 6, 7}})};
  fake.held_out = {document({{8, 9, 10}})};
  fake.write(folder / "a");
  fake.vocabulary_size = 2000;
  fake.write(folder / "b");
  std::filesystem::copy_file(folder / "b/train-00000.shard", folder / "a/train-00000.shard",
                             std::filesystem::copy_options::overwrite_existing);
  expect_refused(folder / "a", false, "its counts differ");
}

TEST(Dataset, SaysWhatAFolderLacks) {
  TemporaryFolder folder;
  expect_refused(folder / "nothing", false, "it has no dataset.json", ErrorCode::not_found);
  spread().write(folder / ".tmp-0123456789abcdef-1-0");
  expect_refused(folder / ".tmp-0123456789abcdef-1-0", false, "its build has not ended",
                 ErrorCode::not_found);
  expect_refused(folder / ".tmp-0123456789abcdef-1-0/", false, "its build has not ended",
                 ErrorCode::not_found);
}

TEST(Dataset, UnigramEntropyIsThatOfItsOwnCounts) {
  TemporaryFolder folder;
  FakeDataset fake;
  // Counts 4, 2, 1, 1 of 8: 1/2 ln 2 + 1/4 ln 4 + 2 * 1/8 ln 8 = 1.75 ln 2.
  fake.train = {document({{5, 5, 5, 5}, {6, 7}}), document({{6, 8}})};
  fake.held_out = {document({{9, 9, 9}})};
  const Dataset dataset = fake.open(folder / "d");
  EXPECT_NEAR(unigram_entropy(dataset.split(Split::train), 1000), 1.75 * std::log(2.0), 1e-12);
  EXPECT_EQ(unigram_entropy(dataset.split(Split::held_out), 1000), 0.0);
}

TEST(Dataset, UnigramEntropyReadsAllOfALargeSplit) {
  TemporaryFolder folder;
  FakeDataset fake;
  Sentence ids(200'000);
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<TokenId>(i < 100'000 ? 5 : 6);
  fake.train = {document({ids})};
  fake.held_out = {document({{5}})};
  EXPECT_NEAR(unigram_entropy(fake.open(folder / "d").split(Split::train), 1000), std::log(2.0), 1e-12);
}

}  // namespace
}  // namespace cloze::test
