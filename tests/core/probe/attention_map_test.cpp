// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/attention_map.h"

#include <gmock/gmock.h>

#include "tests/core/probe/probe_fixture.h"

namespace cloze {
namespace {

using testing::HasSubstr;

class AttentionMapTest : public test::ProbeTest {
 protected:
  const std::string text_ = "the river was there and went";

  AttentionMap map(std::int64_t layer, std::int64_t head) const {
    auto made = attention_map(loaded_.model, *loaded_.tokenizer, {text_, layer, head});
    EXPECT_TRUE(made) << to_string(made.error());
    return *made;
  }
  static torch::Tensor weights_TT(const AttentionMap& map) {
    const auto length = static_cast<std::int64_t>(map.tokens.size());
    return torch::tensor(map.weights).view({length, length});
  }
};

TEST_P(AttentionMapTest, TokensLookAtAllOfThemTogetherOnce) {
  const AttentionMap found = map(1, 0);
  EXPECT_EQ(found.layers, 2);
  EXPECT_EQ(found.heads, 2);
  EXPECT_EQ(found.tokens.size(), row(text_).ids.size());
  ASSERT_EQ(found.weights.size(), found.tokens.size() * found.tokens.size());
  EXPECT_TRUE(weights_TT(found).ge(0).all().item<bool>());
  EXPECT_LT((weights_TT(found).sum(1) - 1).abs().max().item<float>(), 1e-5F);
}

TEST_P(AttentionMapTest, TheMeanIsThatOfTheHeads) {
  const torch::Tensor mean_TT = weights_TT(map(0, AttentionQuestion::every_head));
  const torch::Tensor heads_TT = (weights_TT(map(0, 0)) + weights_TT(map(0, 1))) / 2;
  EXPECT_LT((mean_TT - heads_TT).abs().max().item<float>(), 1e-6F);
}

/// What the layer makes of its input by these weights is what the layer makes of its input.
TEST_P(AttentionMapTest, WeightsAreThoseOfTheForwardPass) {
  const torch::NoGradGuard no_grad;
  MaskedLanguageModel& model = loaded_.model->model;
  const QuestionRow asked = row(text_);
  const auto parameters = model->named_parameters();
  const auto states_BTD = model->encode_all(input(asked.ids, asked.types));
  const auto length = static_cast<std::int64_t>(asked.ids.size());
  for (std::int64_t layer = 0; layer < 2; ++layer) {
    const std::string block = "blocks." + std::to_string(layer) + ".";
    torch::Tensor read_TD = states_BTD[static_cast<std::size_t>(layer)][0];
    if (GetParam() == Family::modern && layer > 0)
      read_TD = at::layer_norm(read_TD, {16}, parameters[block + "attention_norm.weight"], {},
                               loaded_.recipe.model.norm_epsilon);
    torch::Tensor values_TD = read_TD.matmul(parameters[block + "attention.qkv.weight"].slice(0, 32, 48).t());
    if (GetParam() == Family::classic)
      values_TD = values_TD + parameters[block + "attention.qkv.bias"].slice(0, 32, 48);
    std::vector<torch::Tensor> mixed;
    for (std::int64_t head = 0; head < 2; ++head)
      mixed.push_back(weights_TT(map(layer, head)).matmul(values_TD.slice(1, head * 8, head * 8 + 8)));
    torch::Tensor out_TD = at::cat(mixed, 1).matmul(parameters[block + "attention.output.weight"].t());
    if (GetParam() == Family::classic) out_TD = out_TD + parameters[block + "attention.output.bias"];
    // The rest of the block, from its parameters, down to the state that the next one reads.
    const auto feed = [&](const torch::Tensor& x) {
      torch::Tensor inner = x.matmul(parameters[block + "feed_forward.input.weight"].t());
      if (GetParam() == Family::classic) inner = inner + parameters[block + "feed_forward.input.bias"];
      inner = at::gelu(inner).matmul(parameters[block + "feed_forward.output.weight"].t());
      return GetParam() == Family::classic ? inner + parameters[block + "feed_forward.output.bias"] : inner;
    };
    const auto norm = [&](const torch::Tensor& x, const std::string& name) {
      return at::layer_norm(x, {16}, parameters[name + ".weight"],
                            GetParam() == Family::classic ? parameters[name + ".bias"] : torch::Tensor(),
                            loaded_.recipe.model.norm_epsilon);
    };
    torch::Tensor next_TD;
    if (GetParam() == Family::classic) {
      const torch::Tensor middle_TD = norm(read_TD + out_TD, block + "attention_norm");
      next_TD = norm(middle_TD + feed(middle_TD), block + "feed_forward_norm");
    } else {
      const torch::Tensor middle_TD = states_BTD[static_cast<std::size_t>(layer)][0] + out_TD;
      next_TD = middle_TD + feed(norm(middle_TD, block + "feed_forward_norm"));
      if (layer == 1) next_TD = norm(next_TD, "final_norm");
    }
    const torch::Tensor wanted_TD = states_BTD[static_cast<std::size_t>(layer) + 1][0];
    EXPECT_EQ(wanted_TD.size(0), length);
    EXPECT_LT((next_TD - wanted_TD).abs().max().item<float>(), 2e-4F) << "layer " << layer;
  }
}

TEST_P(AttentionMapTest, LayersAndHeadsThatAreNotThereAreTold) {
  const auto refusal = [&](std::int64_t layer, std::int64_t head) {
    const auto made = attention_map(loaded_.model, *loaded_.tokenizer, {text_, layer, head});
    return made ? std::string() : to_string(made.error());
  };
  EXPECT_THAT(refusal(2, 0), HasSubstr("from 0 to 1"));
  EXPECT_THAT(refusal(-1, 0), HasSubstr("no layer -1"));
  EXPECT_THAT(refusal(0, 2), HasSubstr("no head 2"));
  EXPECT_THAT(refusal(0, -2), HasSubstr("-1 for their mean"));
  EXPECT_EQ(refusal(1, -1), "");
}

TEST(AttentionMapNear, BlocksThatSeeNearTokensLookAtNoOthers) {
  ModelConfig config = test::small_model(Family::modern);
  config.global_every = 2;
  config.local_window = 4;
  MaskedLanguageModel model(config, 50, 1);
  model->eval();
  ModelInput input;
  input.token_ids_BT = torch::randint(5, 50, {1, 12}, torch::kInt32);
  const torch::NoGradGuard no_grad;
  const torch::Tensor local_TT = model->attention_weights(input, 1)[0][0];
  const torch::Tensor place_T = torch::arange(12);
  const torch::Tensor far_TT = (place_T.unsqueeze(1) - place_T).abs().gt(2);
  EXPECT_EQ(local_TT.masked_select(far_TT).abs().max().item<float>(), 0);
  EXPECT_GT(local_TT.masked_select(far_TT.logical_not()).min().item<float>(), 0);
  EXPECT_GT(model->attention_weights(input, 0)[0][0].min().item<float>(), 0);
}

INSTANTIATE_TEST_SUITE_P(Families, AttentionMapTest, testing::Values(Family::modern, Family::classic));

}  // namespace
}  // namespace cloze
