// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/masking.h"

#include <cmath>
#include <map>
#include <set>

#include "data_fixture.h"

namespace cloze::test {
namespace {

constexpr TokenId pad = SpecialTokens::pad, cls = SpecialTokens::cls, sep = SpecialTokens::sep,
                  mask = SpecialTokens::mask;

struct Masked {
  std::vector<TokenId> before, ids;
  std::vector<std::int64_t> positions, labels;
  bool operator==(const Masked&) const = default;
};

/// [CLS], count ordinary tokens from 100 on, [SEP], two of padding.
std::vector<TokenId> plain_row(int count) {
  std::vector<TokenId> ids{cls};
  for (const TokenId id : run(100, count)) ids.push_back(id);
  ids.insert(ids.end(), {sep, pad, pad});
  return ids;
}

Masked apply(const ObjectiveConfig& objective, std::vector<TokenId> ids, std::uint64_t epoch,
             std::uint64_t row, const std::vector<std::uint8_t>& word_starts = {}, std::int64_t seed = 1) {
  Masked masked{.before = ids, .ids = std::move(ids), .positions = {}, .labels = {}};
  Masking::Scratch scratch;
  Masking(objective, 1000, seed)
      .apply(epoch, row, masked.ids, word_starts, 0, masked.positions, masked.labels, scratch);
  return masked;
}

TEST(Masking, ChoosesTheSameNumberInEveryRowAndNeverASpecialToken) {
  ObjectiveConfig objective{.mask_rate = 0.2};
  for (std::uint64_t row = 0; row < 500; ++row) {
    const Masked masked = apply(objective, plain_row(62), 0, row);
    ASSERT_EQ(masked.positions.size(), 12U);  // round(12.4)
    ASSERT_EQ(masked.labels.size(), 12U);
    for (std::size_t i = 0; i < 12; ++i) {
      const auto at = static_cast<std::size_t>(masked.positions[i]);
      ASSERT_TRUE(i == 0 || masked.positions[i - 1] < masked.positions[i]);
      ASSERT_EQ(masked.labels[i], masked.before[at]);
      ASSERT_GE(masked.labels[i], 100);
    }
    std::set<std::int64_t> chosen(masked.positions.begin(), masked.positions.end());
    for (std::size_t at = 0; at < masked.ids.size(); ++at)
      ASSERT_TRUE(chosen.contains(static_cast<std::int64_t>(at)) || masked.ids[at] == masked.before[at]);
  }
}

TEST(Masking, AsksForOneTokenAtLeastAndForNoneWhereThereIsNone) {
  EXPECT_EQ(apply({.mask_rate = 0.01}, {cls, 100, 101, sep}, 0, 0).positions.size(), 1U);
  EXPECT_EQ(apply({.mask_rate = 0.15}, {cls, sep, mask, pad}, 0, 0).positions.size(), 0U);
  EXPECT_EQ(apply({.mask_rate = 1.0}, {cls, 100, 101, sep, 102, mask, sep}, 0, 0).positions,
            (std::vector<std::int64_t>{1, 2, 4}));
  // An unknown character can be asked for like any other token.
  EXPECT_EQ(apply({.mask_rate = 1.0}, {cls, SpecialTokens::unknown, sep}, 0, 0).positions.size(), 1U);
}

TEST(Masking, PositionsCountFromTheBaseAndAreAppended) {
  std::vector<TokenId> ids{cls, 100, sep};
  std::vector<std::int64_t> positions{7}, labels{70};
  Masking::Scratch scratch;
  Masking({.mask_rate = 0.5}, 1000, 1).apply(0, 0, ids, {}, 1000, positions, labels, scratch);
  EXPECT_EQ(positions, (std::vector<std::int64_t>{7, 1001}));
  EXPECT_EQ(labels, (std::vector<std::int64_t>{70, 100}));
}

TEST(Masking, IsAFunctionOfSeedEpochAndRow) {
  const ObjectiveConfig objective{.mask_rate = 0.2};
  const Masked first = apply(objective, plain_row(62), 3, 17);
  EXPECT_EQ(apply(objective, plain_row(62), 3, 17), first);
  EXPECT_NE(apply(objective, plain_row(62), 4, 17).positions, first.positions);
  EXPECT_NE(apply(objective, plain_row(62), 3, 18).positions, first.positions);
  EXPECT_NE(apply(objective, plain_row(62), 3, 17, {}, 2).positions, first.positions);
  // Not even when epoch and row change places.
  EXPECT_NE(apply(objective, plain_row(62), 17, 3).positions, first.positions);
}

// 20,000 rows of 12 predictions. Bounds are five standard deviations of the binomial.
TEST(Masking, SharesAreThoseOfTheRecipe) {
  const ObjectiveConfig objective{.mask_rate = 0.2, .mask_token_share = 0.8, .random_token_share = 0.1};
  const int rows = 20'000;
  double masked_count = 0, random_count = 0, kept_count = 0, total = 0;
  std::vector<double> at_position(64), random_ids(1000);
  for (int row = 0; row < rows; ++row) {
    const Masked masked = apply(objective, plain_row(62), 0, static_cast<std::uint64_t>(row));
    for (std::size_t i = 0; i < masked.positions.size(); ++i) {
      const auto at = static_cast<std::size_t>(masked.positions[i]);
      const TokenId id = masked.ids[at];
      ++total;
      ++at_position[at];
      if (id == mask)
        ++masked_count;
      else if (id == masked.before[at])
        ++kept_count;
      else {
        ++random_count;
        ++random_ids[static_cast<std::size_t>(id)];
      }
    }
  }
  EXPECT_EQ(total, 12 * rows);
  const auto expect_share = [](double count, double of, double share) {
    EXPECT_NEAR(count / of, share, 5 * std::sqrt(share * (1 - share) / of));
  };
  expect_share(masked_count, total, 0.8);
  expect_share(random_count, total, 0.1 * 994 / 995);  // One in 995 random tokens is the token itself.
  expect_share(kept_count, total, 0.1 + 0.1 / 995);
  for (std::size_t at = 1; at <= 62; ++at) expect_share(at_position[at], rows, 12.0 / 62);
  // Random tokens are ordinary ones, all of them, the first and the last as often as the others.
  for (std::size_t id = 0; id < 5; ++id) EXPECT_EQ(random_ids[id], 0);
  for (std::size_t id = 5; id < 1000; ++id) {
    EXPECT_GT(random_ids[id], 0) << id;
    EXPECT_LT(random_ids[id], 60) << id;
  }
}

TEST(Masking, SharesOfZeroAndOneAreExact) {
  for (std::uint64_t row = 0; row < 200; ++row) {
    for (const TokenId id : {mask}) {
      const Masked all =
          apply({.mask_rate = 1, .mask_token_share = 1, .random_token_share = 0}, plain_row(20), 0, row);
      EXPECT_EQ(std::count(all.ids.begin(), all.ids.end(), id), 20);
    }
    const Masked none =
        apply({.mask_rate = 1, .mask_token_share = 0, .random_token_share = 0}, plain_row(20), 0, row);
    EXPECT_EQ(none.ids, none.before);
    EXPECT_EQ(none.positions.size(), 20U);
    const Masked random =
        apply({.mask_rate = 1, .mask_token_share = 0, .random_token_share = 1}, plain_row(20), 0, row);
    for (std::size_t at = 1; at <= 20; ++at) EXPECT_GE(random.ids[at], SpecialTokens::count);
  }
}

/// Words of one to four tokens; starts[i] says where they begin. The row begins with the rest of a cut word.
struct WordRow {
  std::vector<TokenId> ids{cls, 100, 101};
  std::vector<std::uint8_t> starts{0, 0, 0};
  std::vector<std::pair<int, int>> words{{1, 3}};  // [begin, end)

  void add_word(int size) {
    words.emplace_back(static_cast<int>(ids.size()), static_cast<int>(ids.size()) + size);
    for (int i = 0; i < size; ++i) {
      ids.push_back(static_cast<TokenId>(100 + ids.size()));
      starts.push_back(i == 0 ? 1 : 0);
    }
  }
  void add_separator() {
    ids.push_back(sep);
    starts.push_back(0);
  }
};

TEST(Masking, WholeWordsAreTakenWholeAndFillTheNumber) {
  WordRow row;
  for (int i = 0; i < 20; ++i) row.add_word(1 + i % 4);
  row.add_separator();
  // The rest of a word that was cut, behind a separator: a word of its own.
  row.words.emplace_back(static_cast<int>(row.ids.size()), static_cast<int>(row.ids.size()) + 2);
  for (int i = 0; i < 2; ++i) {
    row.ids.push_back(900);
    row.starts.push_back(0);
  }
  row.add_separator();
  const ObjectiveConfig objective{.mask_rate = 0.2, .whole_word = true};
  std::set<std::size_t> words_seen;
  int apart = 0;  // The last two are words of their own although no word begins between them.
  for (std::uint64_t number = 0; number < 2000; ++number) {
    const Masked masked = apply(objective, row.ids, 0, number, row.starts);
    const std::set<std::int64_t> chosen(masked.positions.begin(), masked.positions.end());
    ASSERT_EQ(chosen.size(), masked.positions.size());
    apart +=
        chosen.contains(row.words.back().first) != chosen.contains(row.words[row.words.size() - 2].first);
    ASSERT_EQ(chosen.size(), 11U);  // round(0.2 * 54); there is always a small word to fill up with.
    for (std::size_t word = 0; word < row.words.size(); ++word) {
      const auto [begin, end] = row.words[word];
      int count = 0;
      for (int at = begin; at < end; ++at) count += chosen.contains(at);
      ASSERT_TRUE(count == 0 || count == end - begin) << "a part of word " << word << " in row " << number;
      if (count > 0) words_seen.insert(word);
    }
  }
  EXPECT_EQ(words_seen.size(), row.words.size());
  EXPECT_GT(apart, 100);
}

TEST(Masking, AWordLargerThanTheNumberIsTakenWhenItIsTheOnlyOne) {
  WordRow row;
  const Masked masked = apply({.mask_rate = 0.15, .whole_word = true}, row.ids, 0, 0, row.starts);
  EXPECT_EQ(masked.positions, (std::vector<std::int64_t>{1, 2}));
}

TEST(Masking, AWordThatDoesNotFitIsPassedOver) {
  // Two words of three tokens and a budget of round(0.6 * 6) = 4: the second word never fits.
  const std::vector<TokenId> ids{cls, 100, 101, 102, 103, 104, 105, sep};
  const std::vector<std::uint8_t> starts{0, 1, 0, 0, 1, 0, 0, 0};
  std::map<std::vector<std::int64_t>, int> seen;
  for (std::uint64_t row = 0; row < 400; ++row)
    ++seen[apply({.mask_rate = 0.6, .whole_word = true}, ids, 0, row, starts).positions];
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_NEAR((seen[{1, 2, 3}]), 200, 50);
  EXPECT_NEAR((seen[{4, 5, 6}]), 200, 50);
}

}  // namespace
}  // namespace cloze::test
