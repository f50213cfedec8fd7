// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/embedding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/interop/small_checkpoint.h"
#include "tests/support/repeated.h"

namespace cloze {
namespace {

class EmbeddingTest : public testing::TestWithParam<Family> {
 protected:
  const test::SmallCheckpoint checkpoint_{GetParam()};
  const LoadedCheckpoint& loaded_ = checkpoint_.loaded();
  const std::vector<std::string> texts_{"the river", "", "one of them went home and the other stayed there",
                                        test::repeated("and so on ", 40), "a"};

  Embeddings embed_all(Pooling pooling) const {
    return embed(loaded_.model, *loaded_.tokenizer, pooling, texts_);
  }
  /// The states of one text by itself, without padding.
  torch::Tensor hidden_TD(const std::string& text) const {
    std::vector<TokenId> ids{SpecialTokens::cls};
    loaded_.tokenizer->encode(text, ids);
    ids.resize(std::min<std::size_t>(ids.size(), 31));
    ids.push_back(SpecialTokens::sep);
    ModelInput input;
    input.token_ids_BT = torch::tensor(ids, torch::kInt32).unsqueeze(0);
    const torch::NoGradGuard no_grad;
    return loaded_.model->model->encode(input)[0];
  }
  void expect_rows(const Embeddings& found, const std::function<torch::Tensor(const std::string&)>& wanted) {
    ASSERT_EQ(found.values_ND.size(), texts_.size() * 16);
    const auto values = torch::tensor(found.values_ND).view({static_cast<std::int64_t>(texts_.size()), 16});
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const auto row = values[static_cast<std::int64_t>(i)];
      EXPECT_LT((row - wanted(texts_[i])).abs().max().item<float>(), 1e-5F) << texts_[i];
    }
  }
};

TEST_P(EmbeddingTest, MeanIsOverTheRealTokens) {
  expect_rows(embed_all(Pooling::mean), [&](const std::string& text) { return hidden_TD(text).mean(0); });
}

TEST_P(EmbeddingTest, ClsIsTheFirstState) {
  expect_rows(embed_all(Pooling::cls), [&](const std::string& text) { return hidden_TD(text)[0]; });
}

TEST_P(EmbeddingTest, CountsTokensAndWhatWasTruncated) {
  const Embeddings found = embed_all(Pooling::mean);
  std::uint64_t tokens = 0, truncated = 0;
  for (const std::string& text : texts_) {
    std::vector<TokenId> ids;
    loaded_.tokenizer->encode(text, ids);
    tokens += std::min<std::size_t>(ids.size() + 2, 32);
    if (ids.size() + 2 > 32) ++truncated;
  }
  EXPECT_GT(truncated, 0u);
  EXPECT_EQ(found.truncated, truncated);
  EXPECT_EQ(found.tokens, tokens);
}

TEST_P(EmbeddingTest, LeavesTheModelAsItWas) {
  MaskedLanguageModel& model = loaded_.model->model;
  model->train();
  model->set_precision(Precision::bf16);
  embed_all(Pooling::mean);
  EXPECT_TRUE(model->is_training());
  EXPECT_EQ(model->precision(), Precision::bf16);
}

INSTANTIATE_TEST_SUITE_P(Families, EmbeddingTest, testing::Values(Family::modern, Family::classic));

}  // namespace
}  // namespace cloze
