// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <map>
#include <set>

#include "data_fixture.h"

namespace cloze::test {
namespace {

constexpr TokenId cls = SpecialTokens::cls, sep = SpecialTokens::sep;

using Ids = std::vector<TokenId>;

std::shared_ptr<const RowMaker> make(const Dataset& dataset, std::int64_t length, Split split = Split::train,
                                     bool whole_word = false) {
  auto rows = RowMaker::make(dataset, split,
                             {.sequence_length = length, .whole_word = whole_word, .next_sentence = true}, 1);
  EXPECT_TRUE(rows) << to_string(rows.error());
  return *rows;
}

/// The two segments of a row, after checking what surrounds them.
std::pair<Ids, Ids> segments(const Batch& batch, std::size_t row) {
  const Ids ids = row_of(batch, row);
  EXPECT_EQ(ids.front(), cls);
  EXPECT_EQ(ids.back(), sep);
  const auto middle = std::find(ids.begin(), ids.end(), sep);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), sep), 2);
  const auto a = middle - ids.begin() + 1;
  for (std::int64_t at = 0; at < batch.length; ++at) {
    const auto type =
        batch.token_types[static_cast<std::size_t>(static_cast<std::int64_t>(row) * batch.length + at)];
    EXPECT_EQ(type, at >= a && at < std::ssize(ids) ? 1 : 0) << "row " << row << " place " << at;
    if (at >= std::ssize(ids)) {
      EXPECT_EQ(batch.token_ids[static_cast<std::size_t>(static_cast<std::int64_t>(row) * batch.length + at)],
                0);
    }
  }
  return {Ids(ids.begin() + 1, middle), Ids(middle + 1, ids.end() - 1)};
}

/// What follows what, from the rows with label 0 of many epochs.
std::map<Ids, Ids> followers(const RowMaker& rows) {
  std::map<Ids, Ids> found;
  for (std::uint64_t epoch = 0; epoch < 40; ++epoch) {
    const Batch batch = unmasked(rows.make_batch(epoch, 0, 1000));
    for (std::size_t row = 0; row < batch.row_numbers.size(); ++row) {
      const auto [a, b] = segments(batch, row);
      if (batch.next_sentence[row] == 0) {
        EXPECT_EQ(found.try_emplace(a, b).first->second, b);
      }
    }
  }
  return found;
}

TEST(PairRows, SegmentsArePackedSentencesAndLongOnesAreCut) {
  TemporaryFolder folder;
  FakeDataset fake;
  // Segments of up to (15 - 3) / 2 = 6 tokens.
  fake.train = {
      // 2+4 fill one exactly, 5 stays alone since 3 would not fit, 3+3 fit.
      document({run(100, 2), run(102, 4), run(106, 5), run(111, 3), run(114, 3)}),
      // 3, then 14 = 6 + 6 + 2, to which 4 is joined, then 1.
      document({run(200, 3), run(203, 14), run(217, 4), run(221, 1)}),
      // One segment only: no A.
      document({run(300, 6)}),
      // A sentence of exactly two segments.
      document({run(400, 12)}),
  };
  fake.held_out = {document({{5}})};
  fake.tokens_per_shard = 20;
  const auto rows = make(fake.open(folder / "d"), 15);
  EXPECT_EQ(rows->rows_per_epoch(), 2U + 4U + 0U + 1U);
  const std::map<Ids, Ids> expected{
      {run(100, 6), run(106, 5)}, {run(106, 5), run(111, 6)}, {run(200, 3), run(203, 6)},
      {run(203, 6), run(209, 6)}, {run(209, 6), run(215, 6)}, {run(215, 6), run(221, 1)},
      {run(400, 6), run(406, 6)},
  };
  EXPECT_EQ(followers(*rows), expected);
}

/// Documents d = 0..9 with ids from 100 * (d + 1) on, so that an id tells its document.
FakeDataset ten_documents() {
  FakeDataset fake;
  fake.vocabulary_size = 2000;
  for (int d = 0; d < 10; ++d) {
    std::vector<Sentence> sentences;
    for (int s = 0; s <= 2 * d; ++s) sentences.push_back(run(100 * (d + 1) + 4 * s, 4));
    fake.train.push_back(document(sentences));
  }
  fake.held_out = {document({run(1200, 4), run(1204, 4)}), document({run(1300, 4), run(1304, 4)})};
  return fake;
}

TEST(PairRows, HalfOfThePairsAreFromOtherDocuments) {
  TemporaryFolder folder;
  const auto rows = make(ten_documents().open(folder / "d"), 11);
  ASSERT_EQ(rows->rows_per_epoch(), 90U);
  double count = 0, other = 0;
  std::map<Ids, double> drawn;
  std::map<Ids, std::set<std::int64_t>> labels;
  for (std::uint64_t epoch = 0; epoch < 200; ++epoch) {
    const Batch batch = unmasked(rows->make_batch(epoch, 0, 1000));
    std::set<std::uint64_t> numbers(batch.row_numbers.begin(), batch.row_numbers.end());
    ASSERT_EQ(numbers.size(), 90U);
    ASSERT_EQ(batch.next_sentence.size(), 90U);
    for (std::size_t row = 0; row < 90; ++row) {
      const auto [a, b] = segments(batch, row);
      const std::int64_t label = batch.next_sentence[row];
      labels[a].insert(label);
      ++count;
      if (label == 0) {
        ASSERT_EQ(b.front(), a.back() + 1);
      } else {
        ASSERT_EQ(label, 1);
        ASSERT_NE(a.front() / 100, b.front() / 100) << "a false pair from one document";
        ++other;
        ++drawn[b];
      }
    }
  }
  EXPECT_NEAR(other / count, 0.5, 5 * std::sqrt(0.25 / count));
  // All 100 segments are drawn, and one of the first document about as often as another: 9000 false pairs, of
  // which the largest document's 18 anchors leave its own 19 segments out and so on.
  EXPECT_EQ(drawn.size(), 100U);
  for (const auto& [segment, times] : drawn) {
    EXPECT_GT(times, 40) << segment.front();
    EXPECT_LT(times, 150) << segment.front();
  }
  // The same A is asked both ways in different epochs.
  for (const auto& [a, seen] : labels) EXPECT_EQ(seen.size(), 2U);
}

TEST(PairRows, BatchesAreEqualWhenMadeTwiceAndHeldOutOnesInEveryEpoch) {
  TemporaryFolder folder;
  const Dataset dataset = ten_documents().open(folder / "d");
  expect_equal(make(dataset, 11)->make_batch(3, 5, 20), make(dataset, 11)->make_batch(3, 5, 20));
  EXPECT_NE(make(dataset, 11)->make_batch(3, 5, 20).next_sentence,
            make(dataset, 11)->make_batch(4, 5, 20).next_sentence);
  const auto held_out = make(dataset, 11, Split::held_out);
  ASSERT_EQ(held_out->rows_per_epoch(), 2U);
  const Batch first = held_out->make_batch(0, 0, 2), later = held_out->make_batch(7, 0, 2);
  EXPECT_EQ(first.token_ids, later.token_ids);
  EXPECT_EQ(first.next_sentence, later.next_sentence);
  EXPECT_EQ(first.row_numbers, (std::vector<std::uint64_t>{0, 1}));
}

TEST(PairRows, MasksLieInBothSegmentsAndNeverOnSpecialTokens) {
  TemporaryFolder folder;
  const auto rows = make(ten_documents().open(folder / "d"), 11);
  int in_a = 0, in_b = 0;
  for (std::uint64_t epoch = 0; epoch < 10; ++epoch) {
    const Batch batch = rows->make_batch(epoch, 0, 90);
    ASSERT_EQ(batch.labels.size(), 90U);  // round(0.15 * 8) each.
    for (std::size_t i = 0; i < 90; ++i) {
      ASSERT_GE(batch.labels[i], 100);
      (batch.token_types[static_cast<std::size_t>(batch.masked_positions[i])] == 0 ? in_a : in_b)++;
    }
  }
  EXPECT_NEAR(in_a, 450, 100);
  EXPECT_NEAR(in_b, 450, 100);
}

TEST(PairRows, WholeWordsAreMaskedWhole) {
  TemporaryFolder folder;
  FakeDataset fake = ten_documents();
  for (TokenizedDocument& made : fake.train)
    for (std::size_t i = 0; i < made.ids.size(); ++i) made.word_starts[i] = i % 2 == 0;
  const auto rows = make(fake.open(folder / "d"), 11, Split::train, true);
  const Batch batch = rows->make_batch(0, 0, 90);
  ASSERT_EQ(batch.labels.size(),
            180U);  // One word of two tokens in every row, although one token was asked for.
  for (std::size_t i = 0; i < 180; i += 2) {
    EXPECT_EQ(batch.labels[i] % 2, 0);
    EXPECT_EQ(batch.labels[i + 1], batch.labels[i] + 1);
    EXPECT_EQ(batch.masked_positions[i + 1], batch.masked_positions[i] + 1);
  }
}

TEST(PairRows, RefusesWhatGivesNoPair) {
  TemporaryFolder folder;
  FakeDataset fake;
  fake.train = {document({run(100, 4)}), document({run(200, 4)})};
  fake.held_out = {document({run(100, 4), run(104, 4)})};
  const Dataset dataset = fake.open(folder / "d");
  const auto refused = [&dataset](Split split, std::int64_t length) {
    auto rows = RowMaker::make(dataset, split, {.sequence_length = length, .next_sentence = true}, 1);
    EXPECT_FALSE(rows);
    return rows ? Error{} : rows.error();
  };
  const Error one = refused(Split::held_out, 11);
  EXPECT_EQ(one.code, ErrorCode::bad_input);
  EXPECT_NE(one.message.find("has one document, sentence pairs need two"), std::string::npos) << one.message;
  EXPECT_NE(one.hint.find("objective.next_sentence"), std::string::npos) << one.hint;
  const Error short_texts = refused(Split::train, 11);
  EXPECT_EQ(short_texts.code, ErrorCode::bad_input);
  EXPECT_NE(short_texts.message.find("long enough for a sentence pair of 11 tokens"), std::string::npos);
  const Error narrow = refused(Split::train, 4);
  EXPECT_NE(narrow.message.find("objective.sequence_length is 4"), std::string::npos);
  EXPECT_TRUE(RowMaker::make(dataset, Split::train, {.sequence_length = 5, .next_sentence = true}, 1));
}

}  // namespace
}  // namespace cloze::test
