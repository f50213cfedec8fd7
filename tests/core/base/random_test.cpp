// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace cloze {
namespace {

using Words4 = std::array<std::uint32_t, 4>;

/// Sum of (counted - expected)^2 / expected over equally likely classes.
double chi_square(const std::vector<int>& counts) {
  const double expected =
      std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// Far in the tail of the chi-square distribution (about 1 in 10 million): mean plus 6 standard deviations
/// and some.
double chi_square_bound(std::size_t classes) {
  const double degrees = static_cast<double>(classes - 1);
  return degrees + 6 * std::sqrt(2 * degrees) + 12;
}

// kat_vectors of the authors' Random123 library, philox4x32 with 10 rounds.
TEST(PhiloxTest, KnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words4{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words4{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words4{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(MixTest, EveryArgumentCounts) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t shift : {0, 1, 31, 32, 63}) {
    const std::uint64_t bit = std::uint64_t{1} << shift;
    seen.insert(mix(bit));
    seen.insert(mix(0, bit));
    seen.insert(mix(0, 0, bit));
  }
  seen.insert(mix(0));
  EXPECT_EQ(seen.size(), 16u);
  EXPECT_EQ(mix(1, 2, 3), mix(1, 2, 3));
}

TEST(DrawsTest, AreAFunctionOfSeedStreamAndIndex) {
  const auto first = [](std::uint64_t seed, std::uint32_t stream, std::uint64_t index) {
    return Draws(seed, stream, index).next_u32();
  };
  EXPECT_EQ(first(1, 2, 3), first(1, 2, 3));
  const std::set<std::uint32_t> seen{first(1, 2, 3),
                                     first(2, 2, 3),
                                     first(1, 3, 3),
                                     first(1, 2, 4),
                                     first(1 + (1ULL << 32), 2, 3),
                                     first(1, 2, 3 + (1ULL << 32))};
  EXPECT_EQ(seen.size(), 6u);
}

TEST(DrawsTest, FollowTheCipherWordForWord) {
  Draws draws(0x299f31d0'a4093822, 7, 0x12345678'9abcdef0);
  for (std::uint32_t block = 0; block < 3; ++block)
    for (const std::uint32_t word : philox({block, 7, 0x9abcdef0, 0x12345678}, {0xa4093822, 0x299f31d0}))
      EXPECT_EQ(draws.next_u32(), word);
}

TEST(DrawsTest, UnitsAreUniformBelowOne) {
  Draws draws(3, 0, 0);
  std::vector<int> counts(64);
  double sum = 0;
  constexpr int total = 200'000;
  for (int i = 0; i < total; ++i) {
    const double value = draws.next_unit();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
    ++counts[static_cast<std::size_t>(value * 64)];
  }
  EXPECT_NEAR(sum / total, 0.5, 6 * std::sqrt(1.0 / 12 / total));
  EXPECT_LT(chi_square(counts), chi_square_bound(counts.size()));
}

TEST(DrawsTest, UnitsHave53Bits) {
  Draws draws(4, 0, 0);
  bool lowest_bit = false;
  for (int i = 0; i < 100; ++i) {
    const double scaled = draws.next_unit() * 0x1.0p53;
    ASSERT_EQ(scaled, std::floor(scaled));
    lowest_bit = lowest_bit || std::fmod(scaled, 2) == 1;
  }
  EXPECT_TRUE(lowest_bit);
}

TEST(DrawsTest, BelowABoundIsUniform) {
  for (const std::uint64_t bound : {1, 2, 3, 7, 10, 64, 100}) {
    Draws draws(5, 0, bound);
    std::vector<int> counts(bound);
    for (int i = 0; i < 50'000; ++i) {
      const std::uint64_t value = draws.next_below(bound);
      ASSERT_LT(value, bound);
      ++counts[value];
    }
    EXPECT_LE(chi_square(counts), chi_square_bound(bound)) << bound;
  }
}

// With plain "modulo", values below 2^62 would come twice as often as the others.
TEST(DrawsTest, AHugeBoundHasNoModuloBias) {
  const std::uint64_t bound = 3ULL << 62;
  Draws draws(6, 0, 0);
  std::vector<int> counts(3);
  for (int i = 0; i < 30'000; ++i) {
    const std::uint64_t value = draws.next_below(bound);
    ASSERT_LT(value, bound);
    ++counts[value >> 62];
  }
  EXPECT_LT(chi_square(counts), chi_square_bound(3));
}

TEST(PermutationTest, IsABijection) {
  for (const std::uint64_t size :
       {1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 63, 64, 65, 255, 256, 257, 1000, 4095, 4097, 100'000}) {
    const Permutation order(size, 11, 2);
    EXPECT_EQ(order.size(), size);
    std::vector<bool> seen(size);
    for (std::uint64_t position = 0; position < size; ++position) {
      const std::uint64_t value = order(position);
      ASSERT_LT(value, size);
      ASSERT_FALSE(seen[value]) << "size " << size << ": " << value << " comes twice";
      seen[value] = true;
    }
  }
}

TEST(PermutationTest, StaysInsideAHugeRange) {
  for (const std::uint64_t size : {(1ULL << 32) + 1, (1ULL << 53) - 1, (1ULL << 62) + 3}) {
    const Permutation order(size, 11, 2);
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      const std::uint64_t value = order(i * (size / 1000));
      ASSERT_LT(value, size);
      seen.insert(value);
    }
    EXPECT_EQ(seen.size(), 1000u);
  }
}

TEST(PermutationTest, DependsOnSeedAndEpochOnly) {
  const auto order = [](std::uint64_t seed, std::uint64_t epoch) {
    const Permutation permutation(1000, seed, epoch);
    std::vector<std::uint64_t> values;
    for (std::uint64_t i = 0; i < 1000; ++i) values.push_back(permutation(i));
    return values;
  };
  EXPECT_EQ(order(1, 0), order(1, 0));
  EXPECT_NE(order(1, 0), order(1, 1));
  EXPECT_NE(order(1, 0), order(2, 0));
  std::vector<std::uint64_t> sorted(1000);
  std::iota(sorted.begin(), sorted.end(), 0);
  EXPECT_NE(order(1, 0), sorted);
}

// Over many seeds each element comes to each place about equally often, and so does each pair to the first
// two places. Small sizes are the hard ones: few bits go through each round.
TEST(PermutationTest, PlacesAreShuffledEvenly) {
  constexpr std::uint64_t seeds = 20'000;
  for (const std::uint64_t size : {5, 10, 16, 40}) {
    std::vector<int> places(size * size), pairs(size * size);
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const Permutation order(size, seed, 0);
      for (std::uint64_t position = 0; position < size; ++position)
        ++places[position * size + order(position)];
      ++pairs[order(0) * size + order(1)];
    }
    EXPECT_LT(chi_square(places), chi_square_bound(places.size())) << size;
    std::vector<int> possible;
    for (std::uint64_t i = 0; i < pairs.size(); ++i)
      if (i / size != i % size) possible.push_back(pairs[i]);
    EXPECT_LT(chi_square(possible), chi_square_bound(possible.size())) << size;
  }
}

}  // namespace
}  // namespace cloze
