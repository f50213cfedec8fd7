// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/sentence_sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cloze {
namespace {

std::vector<std::string> sample(std::uint64_t limit, std::int64_t seed, int sentences) {
  SentenceSampler sampler(limit, seed);
  for (int i = 0; i < sentences; ++i) sampler.add(std::to_string(1'000'000 + i));  // Seven bytes each.
  EXPECT_EQ(sampler.seen(), static_cast<std::uint64_t>(sentences));
  return sampler.take();
}

TEST(SentenceSampler, KeepsEverythingInOrderWhenItFits) {
  const auto all = sample(7 * 100, 1, 100);
  ASSERT_EQ(all.size(), 100u);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(sample(7 * 100 - 1, 1, 100).size(), 99u);
}

TEST(SentenceSampler, FillsTheLimitAndKeepsTheOrder) {
  const auto some = sample(7 * 1000 + 6, 1, 20'000);
  EXPECT_EQ(some.size(), 1000u);
  EXPECT_TRUE(std::ranges::is_sorted(some));
}

TEST(SentenceSampler, IsEvenOverTheCorpus) {
  std::vector<int> tenths(10);
  for (const std::string& text : sample(7 * 5000, 3, 100'000))
    ++tenths[static_cast<std::size_t>((std::stoi(text) - 1'000'000) / 10'000)];
  for (const int count : tenths) EXPECT_NEAR(count, 500, 5 * 22) << "a standard deviation is 22";
}

TEST(SentenceSampler, DependsOnTheSeedOnly) {
  EXPECT_EQ(sample(7 * 50, 4, 1000), sample(7 * 50, 4, 1000));
  EXPECT_NE(sample(7 * 50, 4, 1000), sample(7 * 50, 5, 1000));
}

TEST(SentenceSampler, ASentenceOverTheLimitPutsOutNoOther) {
  SentenceSampler sampler(10, 1);
  sampler.add("abc");
  sampler.add("a sentence that is longer than ten bytes");
  EXPECT_EQ(sampler.take(), std::vector<std::string>{"abc"});
}

}  // namespace
}  // namespace cloze
