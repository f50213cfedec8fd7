// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "data_fixture.h"

namespace cloze::test {
namespace {

constexpr TokenId pad = SpecialTokens::pad, cls = SpecialTokens::cls, sep = SpecialTokens::sep;

/// Documents of 7, 1, 12 and 25 tokens, all different, over several shards: a ring of 49.
FakeDataset four_documents() {
  FakeDataset fake;
  fake.train = {document({run(100, 3), run(103, 4)}), document({run(200, 1)}), document({run(300, 12)}),
                document({run(400, 20), run(420, 5)})};
  fake.held_out = fake.train;
  fake.tokens_per_shard = 10;
  return fake;
}

std::vector<TokenId> ring_of(const FakeDataset& fake) {
  std::vector<TokenId> ring;
  for (const TokenizedDocument& made : fake.train) {
    ring.insert(ring.end(), made.ids.begin(), made.ids.end());
    ring.push_back(sep);
  }
  return ring;
}

std::shared_ptr<const RowMaker> make(const Dataset& dataset, Split split, const ObjectiveConfig& objective,
                                     std::int64_t seed = 1) {
  auto rows = RowMaker::make(dataset, split, objective, seed);
  EXPECT_TRUE(rows) << to_string(rows.error());
  return *rows;
}

TEST(RingRows, HeldOutRowsCoverTheTextOnceInItsOrder) {
  TemporaryFolder folder;
  const FakeDataset fake = four_documents();
  const auto rows = make(fake.open(folder / "d"), Split::held_out, {.sequence_length = 10});
  ASSERT_EQ(rows->rows_per_epoch(), 7U);  // ceil(49 / 8)
  const Batch batch = unmasked(rows->make_batch(5, 0, 100));
  ASSERT_EQ(batch.rows, 7);
  EXPECT_EQ(batch.length, 10);
  EXPECT_EQ(batch.epoch, 5U);
  EXPECT_EQ(batch.first, 0U);
  EXPECT_TRUE(batch.padded);
  EXPECT_TRUE(batch.token_types.empty());
  EXPECT_TRUE(batch.next_sentence.empty());
  std::vector<TokenId> got;
  for (std::size_t row = 0; row < 7; ++row) {
    const auto ids = row_of(batch, row);
    EXPECT_EQ(batch.row_numbers[row], row);
    EXPECT_EQ(ids.size(), row < 6 ? 10U : 3U);
    EXPECT_EQ(ids.front(), cls);
    EXPECT_EQ(ids.back(), sep);
    got.insert(got.end(), ids.begin() + 1, ids.end() - 1);
  }
  EXPECT_EQ(got, ring_of(fake));
  EXPECT_EQ(batch.token_count(), 49 + 2 * 7);
  for (std::size_t at = 6 * 10 + 3; at < 70; ++at) EXPECT_EQ(batch.token_ids[at], pad);
}

TEST(RingRows, HeldOutQuestionsAreTheSameInEveryEpoch) {
  TemporaryFolder folder;
  const auto rows = make(four_documents().open(folder / "d"), Split::held_out, {.sequence_length = 10});
  const Batch first = rows->make_batch(0, 0, 7), later = rows->make_batch(9, 0, 7);
  EXPECT_EQ(first.token_ids, later.token_ids);
  EXPECT_EQ(first.masked_positions, later.masked_positions);
}

TEST(RingRows, TrainingRowsAreTheRingShiftedAnewInEachEpoch) {
  TemporaryFolder folder;
  const FakeDataset fake = four_documents();
  const auto ring = ring_of(fake);
  const auto rows = make(fake.open(folder / "d"), Split::train, {.sequence_length = 10});
  ASSERT_EQ(rows->rows_per_epoch(), 6U);  // floor(49 / 8); one token is left over, another one in each epoch.
  std::set<std::ptrdiff_t> shifts;
  std::set<std::vector<std::uint64_t>> orders;
  for (std::uint64_t epoch = 0; epoch < 200; ++epoch) {
    const Batch batch = unmasked(rows->make_batch(epoch, 0, 6));
    EXPECT_FALSE(batch.padded);
    orders.insert(batch.row_numbers);
    std::vector<std::uint64_t> numbers = batch.row_numbers;
    std::ranges::sort(numbers);
    ASSERT_EQ(numbers, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5}));
    // Find the shift by the row with number 0, then every row must continue from there. Separators are not
    // unique, so all shifts are tried.
    std::vector<TokenId> text(48);
    for (std::size_t row = 0; row < 6; ++row) {
      const auto ids = row_of(batch, row);
      ASSERT_EQ(ids.size(), 10U);
      ASSERT_EQ(ids.front(), cls);
      ASSERT_EQ(ids.back(), sep);
      std::copy(ids.begin() + 1, ids.end() - 1,
                text.begin() + static_cast<std::ptrdiff_t>(8 * batch.row_numbers[row]));
    }
    std::ptrdiff_t shift = -1;
    for (std::ptrdiff_t candidate = 0; candidate < 49; ++candidate) {
      auto turned = ring;
      std::rotate(turned.begin(), turned.begin() + candidate, turned.end());
      turned.resize(48);
      if (turned == text) shift = candidate;
    }
    ASSERT_GE(shift, 0) << "epoch " << epoch << " is no piece of the ring";
    shifts.insert(shift);
  }
  EXPECT_GT(shifts.size(), 40U);  // Of 49; 200 draws miss few.
  EXPECT_TRUE(shifts.contains(0) || shifts.contains(48));
  EXPECT_GT(orders.size(), 100U);
}

TEST(RingRows, EpochZeroIsShiftedBySeedToo) {
  TemporaryFolder folder;
  const Dataset dataset = four_documents().open(folder / "d");
  std::set<std::vector<TokenId>> firsts;
  for (std::int64_t seed = 0; seed < 20; ++seed) {
    const auto rows = make(dataset, Split::train, {.sequence_length = 51}, seed);
    firsts.insert(row_of(unmasked(rows->make_batch(0, 0, 1)), 0));
  }
  EXPECT_GT(firsts.size(), 10U);
}

TEST(RingRows, ASplitSmallerThanARowGivesOnePaddedRow) {
  TemporaryFolder folder;
  const FakeDataset fake = four_documents();
  const Dataset dataset = fake.open(folder / "d");
  for (const Split split : {Split::train, Split::held_out}) {
    const auto rows = make(dataset, split, {.sequence_length = 64});
    ASSERT_EQ(rows->rows_per_epoch(), 1U);
    const Batch batch = unmasked(rows->make_batch(0, 0, 32));
    ASSERT_EQ(batch.rows, 1);
    EXPECT_TRUE(batch.padded);
    ASSERT_EQ(batch.lengths, (std::vector<std::int32_t>{51}));
    auto ids = row_of(batch, 0), ring = ring_of(fake);
    ids.erase(ids.begin());
    ids.pop_back();
    std::ranges::sort(ids);
    std::ranges::sort(ring);
    EXPECT_EQ(ids, ring);
  }
}

TEST(RingRows, BatchesAreCutAtTheEndAndEmptyBehindIt) {
  TemporaryFolder folder;
  const auto rows = make(four_documents().open(folder / "d"), Split::train, {.sequence_length = 10});
  const Batch whole = rows->make_batch(2, 0, 6), tail = rows->make_batch(2, 4, 6);
  ASSERT_EQ(tail.rows, 2);
  EXPECT_EQ(tail.first, 4U);
  EXPECT_EQ(tail.row_numbers, (std::vector<std::uint64_t>{whole.row_numbers[4], whole.row_numbers[5]}));
  EXPECT_EQ(tail.token_ids, std::vector<std::int32_t>(whole.token_ids.begin() + 40, whole.token_ids.end()));
  EXPECT_EQ(rows->make_batch(2, 6, 6).rows, 0);
  EXPECT_EQ(rows->make_batch(2, 99, 6).token_ids.size(), 0U);
}

TEST(RingRows, BatchesAreEqualWhenMadeTwiceAndDifferBetweenEpochsAndSeeds) {
  TemporaryFolder folder;
  const Dataset dataset = four_documents().open(folder / "d");
  const ObjectiveConfig objective{.sequence_length = 10, .mask_rate = 0.3};
  const auto rows = make(dataset, Split::train, objective), same = make(dataset, Split::train, objective),
             other = make(dataset, Split::train, objective, 2);
  expect_equal(rows->make_batch(3, 1, 4), same->make_batch(3, 1, 4));
  EXPECT_NE(rows->make_batch(3, 1, 4).token_ids, rows->make_batch(4, 1, 4).token_ids);
  EXPECT_NE(rows->make_batch(3, 1, 4).token_ids, other->make_batch(3, 1, 4).token_ids);
}

TEST(RingRows, MaskedPositionsIndexTheFlattenedBatch) {
  TemporaryFolder folder;
  const auto rows =
      make(four_documents().open(folder / "d"), Split::held_out, {.sequence_length = 10, .mask_rate = 0.4});
  const Batch batch = rows->make_batch(0, 0, 7), clean = unmasked(batch);
  ASSERT_FALSE(batch.labels.empty());
  ASSERT_EQ(batch.masked_positions.size(), batch.labels.size());
  EXPECT_TRUE(std::ranges::is_sorted(batch.masked_positions));
  for (std::size_t i = 0; i < batch.labels.size(); ++i) {
    EXPECT_GE(batch.labels[i], 100);
    EXPECT_EQ(clean.token_ids[static_cast<std::size_t>(batch.masked_positions[i])], batch.labels[i]);
  }
}

// Tokens 6k, 6k+1, 6k+2 form a word; a row may cut one at its ends.
TEST(RingRows, WholeWordsAreMaskedWholeInsideARow) {
  TemporaryFolder folder;
  FakeDataset fake;
  fake.train = {document({run(102, 300)}, [](TokenId id) { return id % 3 != 0; }),
                document({run(501, 99)}, [](TokenId id) { return id % 3 != 0; })};
  fake.held_out = fake.train;
  fake.tokens_per_shard = 100;
  const auto rows = make(fake.open(folder / "d"), Split::train,
                         {.sequence_length = 34, .mask_rate = 0.3, .whole_word = true});
  int whole = 0;
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
    const Batch batch = rows->make_batch(epoch, 0, 100);
    const std::set<std::int64_t> chosen(batch.masked_positions.begin(), batch.masked_positions.end());
    const Batch clean = unmasked(batch);
    for (std::int64_t at = 0; at + 2 < std::ssize(clean.token_ids); ++at) {
      const auto* ids = clean.token_ids.data() + at;
      if (ids[0] < 100 || ids[0] % 3 != 0 || ids[1] != ids[0] + 1 || ids[2] != ids[0] + 2) continue;
      const int count = chosen.contains(at) + chosen.contains(at + 1) + chosen.contains(at + 2);
      ASSERT_TRUE(count == 0 || count == 3) << "epoch " << epoch << " position " << at;
      whole += count == 3;
    }
  }
  EXPECT_GT(whole, 500);
}

TEST(RingRows, RefusesWhatGivesNoRow) {
  TemporaryFolder folder;
  FakeDataset fake = four_documents();
  fake.held_out.clear();
  const Dataset dataset = fake.open(folder / "d");
  const auto empty = RowMaker::make(dataset, Split::held_out, {}, 1);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::bad_input);
  EXPECT_NE(empty.error().message.find("held_out split of dataset 'numbers' has no token"),
            std::string::npos);
  EXPECT_FALSE(empty.error().hint.empty());
  const auto narrow = RowMaker::make(dataset, Split::train, {.sequence_length = 2}, 1);
  ASSERT_FALSE(narrow);
  EXPECT_NE(narrow.error().message.find("objective.sequence_length is 2"), std::string::npos);
  EXPECT_TRUE(RowMaker::make(dataset, Split::train, {.sequence_length = 3}, 1));

  fake.train = {document({{1, 1}})};
  fake.vocabulary_size = 5;
  const auto special = RowMaker::make(fake.open(folder / "e"), Split::train, {}, 1);
  ASSERT_FALSE(special);
  EXPECT_NE(special.error().message.find("vocabulary of 5"), std::string::npos);
}

}  // namespace
}  // namespace cloze::test
