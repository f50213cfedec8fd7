// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/probe/fill_mask.h"
#include "tests/core/probe/probe_fixture.h"

namespace cloze {
namespace {

class JointFillingTest : public test::ProbeTest {
 protected:
  Result<FillResult> fill(const std::string& text, int top, bool joint = true,
                          const GoesOn& goes_on = {}) const {
    return fill_mask(loaded_.model, *loaded_.tokenizer, {text, top, joint}, goes_on);
  }
  /// By trying all pairs of words.
  void expect_exact() const {
    const std::string text = "the [MASK] was [MASK] there";
    const QuestionRow asked = row(text);
    ASSERT_EQ(asked.masks.size(), 2u);
    struct Pair {
      double log_probability;
      TokenId first, second;
    };
    std::vector<Pair> all;
    const torch::Tensor first_V = says_V(asked.ids, asked.types, asked.masks[0]);
    for (TokenId first = SpecialTokens::count; first < 120; ++first) {
      std::vector<TokenId> ids = asked.ids;
      ids[static_cast<std::size_t>(asked.masks[0])] = first;
      const torch::Tensor second_V = says_V(ids, asked.types, asked.masks[1]);
      for (TokenId second = SpecialTokens::count; second < 120; ++second)
        all.push_back({first_V[first].item<float>() + second_V[second].item<float>(), first, second});
    }
    std::ranges::sort(all, std::greater<>(), &Pair::log_probability);

    constexpr std::size_t wanted = 60;
    const auto filled = fill(text, wanted);
    ASSERT_TRUE(filled) << to_string(filled.error());
    EXPECT_TRUE(filled->joint.exact);
    ASSERT_EQ(filled->joint.top.size(), wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
      const JointFilling& found = filled->joint.top[i];
      EXPECT_NEAR(std::log(found.probability), all[i].log_probability, 1e-4) << i;
      ASSERT_EQ(found.words.size(), 2u);
      EXPECT_NEAR(found.words[0].probability * found.words[1].probability, found.probability, 1e-9);
    }
    EXPECT_EQ(filled->joint.top[0].words[0].id, all[0].first);
    EXPECT_EQ(filled->joint.top[0].words[1].id, all[0].second);
    std::vector<TokenId> ids = asked.ids;
    ids[static_cast<std::size_t>(asked.masks[0])] = all[0].first;
    ids[static_cast<std::size_t>(asked.masks[1])] = all[0].second;
    EXPECT_EQ(filled->joint.top[0].filled, text_of(ids, *loaded_.tokenizer));
  }
  /// The logarithm of the chain in reading order.
  double chained(const QuestionRow& asked, const std::vector<TokenId>& words) const {
    std::vector<TokenId> ids = asked.ids;
    double sum = 0;
    for (std::size_t m = 0; m < words.size(); ++m) {
      sum += says_V(ids, asked.types, asked.masks[m])[words[m]].item<float>();
      ids[static_cast<std::size_t>(asked.masks[m])] = words[m];
    }
    return sum;
  }
};

TEST_P(JointFillingTest, TwoGapsAreExact) {
  expect_exact();
}

/// Of a model that knows what it wants few first words are worth a look.
TEST_P(JointFillingTest, TwoGapsAreExactAlsoOfADecidedModel) {
  {
    const torch::NoGradGuard no_grad;
    auto parameters = loaded_.model->model->named_parameters();
    for (auto& parameter : parameters)
      if (parameter.key().find("token") != std::string::npos) parameter.value().mul_(14);
  }
  const QuestionRow asked = row("the [MASK] was [MASK] there");
  ASSERT_GT(says_V(asked.ids, asked.types, asked.masks[0]).max().item<float>(), -3.0F) << "it is not decided";
  expect_exact();
}

TEST_P(JointFillingTest, MoreGapsAreAtLeastAsGoodAsOneWordAfterAnother) {
  const std::string text = "[MASK] of [MASK] went [MASK] and [MASK]";
  const QuestionRow asked = row(text);
  std::vector<TokenId> greedy, ids = asked.ids;
  for (const std::int64_t position : asked.masks) {
    greedy.push_back(static_cast<TokenId>(says_V(ids, asked.types, position).argmax().item<std::int64_t>()));
    ids[static_cast<std::size_t>(position)] = greedy.back();
  }
  const auto filled = fill(text, 3);
  ASSERT_TRUE(filled) << to_string(filled.error());
  EXPECT_FALSE(filled->joint.exact);
  ASSERT_EQ(filled->joint.top.size(), 3u);
  EXPECT_GE(std::log(filled->joint.top[0].probability), chained(asked, greedy) - 1e-4);
  for (const JointFilling& found : filled->joint.top) {
    std::vector<TokenId> words;
    for (const TokenProbability& word : found.words) words.push_back(word.id);
    EXPECT_NEAR(std::log(found.probability), chained(asked, words), 1e-3);
  }
  EXPECT_GE(filled->joint.top[0].probability, filled->joint.top[1].probability);
  EXPECT_GE(filled->joint.top[1].probability, filled->joint.top[2].probability);
}

TEST_P(JointFillingTest, OneGapOrNoWishHasNone) {
  EXPECT_TRUE(fill("the [MASK] was", 3)->joint.top.empty());
  EXPECT_TRUE(fill("the [MASK] was [MASK]", 3, false)->joint.top.empty());
}

TEST_P(JointFillingTest, EndsWhenWithdrawn) {
  const auto filled = fill("the [MASK] was [MASK]", 3, true, [] { return false; });
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code, ErrorCode::cancelled);
}

INSTANTIATE_TEST_SUITE_P(Families, JointFillingTest, testing::Values(Family::modern, Family::classic));

}  // namespace
}  // namespace cloze
