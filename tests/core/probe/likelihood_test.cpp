// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/likelihood.h"

#include <gmock/gmock.h>

#include "tests/core/probe/probe_fixture.h"
#include "tests/support/repeated.h"

namespace cloze {
namespace {

using testing::HasSubstr;

class LikelihoodTest : public test::ProbeTest {
 protected:
  LikelihoodResult score(const std::string& text) const {
    auto scored = pseudo_log_likelihood(loaded_.model, *loaded_.tokenizer, text);
    EXPECT_TRUE(scored) << to_string(scored.error());
    return *scored;
  }
  ErrorCode refusal(const std::string& text) const {
    const auto scored = pseudo_log_likelihood(loaded_.model, *loaded_.tokenizer, text);
    return scored ? ErrorCode::internal : scored.error().code;
  }
};

TEST_P(LikelihoodTest, EachTokenIsScoredWithItAloneMasked) {
  for (const std::string text : {"the river was there", "one of them [SEP] went home"}) {
    const LikelihoodResult result = score(text);
    const QuestionRow asked = row(text);
    EXPECT_EQ(result.tokens.size(), asked.ids.size());
    double sum = 0;
    auto next = result.scores.begin();
    for (std::size_t i = 0; i < asked.ids.size(); ++i) {
      if (asked.ids[i] < SpecialTokens::count) continue;
      ASSERT_NE(next, result.scores.end());
      std::vector<TokenId> masked = asked.ids;
      masked[i] = SpecialTokens::mask;
      const torch::Tensor wanted_V = says_V(masked, asked.types, static_cast<std::int64_t>(i));
      const auto own = wanted_V[asked.ids[i]].item<float>();
      EXPECT_EQ(next->position, static_cast<std::int64_t>(i));
      EXPECT_EQ(next->token.id, asked.ids[i]);
      EXPECT_NEAR(next->log_probability, own, 1e-4);
      EXPECT_NEAR(next->token.probability, std::exp(own), 1e-5);
      EXPECT_EQ(next->rank, wanted_V.gt(own).sum().item<std::int64_t>() + 1);
      EXPECT_EQ(next->expected.id, wanted_V.argmax().item<std::int64_t>());
      EXPECT_NEAR(next->expected.probability, std::exp(wanted_V.max().item<float>()), 1e-5);
      sum += own;
      ++next;
    }
    EXPECT_EQ(next, result.scores.end());
    EXPECT_NEAR(result.log_likelihood, sum, 1e-3);
    EXPECT_NEAR(result.perplexity(), std::exp(-sum / static_cast<double>(result.scores.size())), 1e-2);
  }
}

TEST_P(LikelihoodTest, GapsStayAndAreNotScored) {
  const LikelihoodResult whole = score("the river was there"), gap = score("the [MASK] was there");
  EXPECT_LT(gap.scores.size(), whole.scores.size());
  for (const TokenLikelihood& each : gap.scores) EXPECT_GE(each.token.id, SpecialTokens::count);
}

TEST_P(LikelihoodTest, WhatCannotBeScoredIsTold) {
  EXPECT_EQ(refusal(""), ErrorCode::bad_input);
  EXPECT_EQ(refusal("[MASK] [MASK]"), ErrorCode::bad_input);
  EXPECT_EQ(refusal("a [SEP] b [SEP] c"), ErrorCode::bad_input);
  const auto long_text =
      pseudo_log_likelihood(loaded_.model, *loaded_.tokenizer, test::repeated("and so on ", 40));
  ASSERT_FALSE(long_text);
  EXPECT_THAT(long_text.error().message, HasSubstr("the model takes 32"));
}

TEST_P(LikelihoodTest, EndsWhenWithdrawn) {
  const auto scored =
      pseudo_log_likelihood(loaded_.model, *loaded_.tokenizer, "the river", [] { return false; });
  ASSERT_FALSE(scored);
  EXPECT_EQ(scored.error().code, ErrorCode::cancelled);
}

TEST_P(LikelihoodTest, LeavesTheModelAsItWas) {
  MaskedLanguageModel& model = loaded_.model->model;
  model->train();
  model->set_precision(Precision::bf16);
  score("the river");
  EXPECT_TRUE(model->is_training());
  EXPECT_EQ(model->precision(), Precision::bf16);
}

INSTANTIATE_TEST_SUITE_P(Families, LikelihoodTest, testing::Values(Family::modern, Family::classic));

}  // namespace
}  // namespace cloze
