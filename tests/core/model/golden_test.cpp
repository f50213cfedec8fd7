// SPDX-License-Identifier: GPL-3.0-or-later
// Both families against Hugging Face transformers on the same weights: see tests/golden/*.py.
#include "tests/core/model/golden.h"

#include <gtest/gtest.h>

namespace cloze::testing {
namespace {

constexpr double tolerance = 1e-5;  // fp32; 1e-4 is promised, about 1e-6 is measured

struct Case {
  const char* file;
  Family family;
  bool training;
  friend void PrintTo(const Case& one, std::ostream* out) {
    *out << one.file << (one.training ? " in training" : " in evaluation");
  }
};

class GoldenTest : public ::testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    golden = read_golden(GetParam().file, GetParam().family);
    model = model_of(golden);
    model->train(GetParam().training);
    const Tensors& in = golden.inputs;
    const torch::Tensor positions_BT =
        torch::arange(in.at("token_ids").numel()).view(in.at("token_ids").sizes());
    real_positions_N = positions_BT.masked_select(in.at("attention_mask").to(torch::kBool));
    input.token_ids_BT = in.at("token_ids");
    if (in.contains("token_types")) input.token_types_BT = in.at("token_types");
    input.lengths_B = in.at("lengths");
    input.masked_positions_M = in.at("masked_positions");
  }

  torch::Tensor real_rows(const torch::Tensor& values_BTX) const {
    return values_BTX.flatten(0, 1).index_select(0, real_positions_N);
  }

  Golden golden;
  MaskedLanguageModel model{nullptr};
  ModelInput input;
  torch::Tensor real_positions_N;  // everything but padding
};

TEST_P(GoldenTest, LogitsOfAllRealPositions) {
  ModelInput all = input;
  all.masked_positions_M = real_positions_N;
  const ModelOutput output = model->forward(all);
  EXPECT_LE(max_difference(output.token_logits_MV, real_rows(golden.outputs.at("token_logits"))), tolerance);
  if (GetParam().family == Family::classic)
    EXPECT_LE(max_difference(output.next_sentence_logits_B2, golden.outputs.at("next_sentence_logits")),
              tolerance);
  else
    EXPECT_FALSE(output.next_sentence_logits_B2.defined());
}

TEST_P(GoldenTest, HiddenStatesOfEveryBlock) {
  const std::vector<torch::Tensor> states_BTD = model->encode_all(input);
  const torch::Tensor& wanted = golden.outputs.at("hidden_states");
  ASSERT_EQ(states_BTD.size(), static_cast<std::size_t>(golden.config.layers + 1));
  ASSERT_EQ(wanted.size(0), golden.config.layers + 1);
  for (std::size_t i = 0; i < states_BTD.size(); ++i)
    EXPECT_LE(max_difference(real_rows(states_BTD[i]), real_rows(wanted[static_cast<std::int64_t>(i)])),
              tolerance)
        << "state " << i;
  EXPECT_TRUE(states_BTD.back().equal(model->encode(input)));
}

TEST_P(GoldenTest, LossesAndGradients) {
  const ModelOutput output = model->forward(input);
  torch::Tensor loss = at::cross_entropy_loss(output.token_logits_MV, golden.inputs.at("labels"));
  EXPECT_NEAR(loss.item<double>(), golden.outputs.at("token_loss").item<double>(), tolerance);
  if (GetParam().family == Family::classic) {
    const torch::Tensor next =
        at::cross_entropy_loss(output.next_sentence_logits_B2, golden.outputs.at("next_sentence_labels"));
    EXPECT_NEAR(next.item<double>(), golden.outputs.at("next_sentence_loss").item<double>(), tolerance);
    loss = loss + next;
  }
  loss.backward();
  ASSERT_GE(golden.gradients.size(), 10u);
  for (const auto& [theirs, wanted] : golden.gradients) {
    EXPECT_GT(wanted.abs().max().item<double>(), 1e-3) << theirs << " says nothing";
    EXPECT_LE(max_difference(gradient_of(model, golden, theirs), wanted), tolerance) << theirs;
  }
}

TEST_P(GoldenTest, EveryWeightOfTheirsHasItsPlace) {
  std::map<std::string, int> used;
  for (const HuggingFaceName& name : hugging_face_names(golden.config))
    for (const std::string& theirs : name.theirs) ++used[theirs];
  for (const auto& [theirs, weight] : golden.weights) EXPECT_EQ(used[theirs], 1) << theirs;
  EXPECT_EQ(used.size(), golden.weights.size());
}

INSTANTIATE_TEST_SUITE_P(Transformers, GoldenTest,
                         ::testing::Values(Case{"bert.json", Family::classic, false},
                                           Case{"bert.json", Family::classic, true},
                                           Case{"modernbert.json", Family::modern, false},
                                           Case{"modernbert.json", Family::modern, true},
                                           Case{"modernbert_local.json", Family::modern, false},
                                           Case{"modernbert_local.json", Family::modern, true}),
                         [](const auto& info) {
                           const bool local = std::string(info.param.file).find("local") != std::string::npos;
                           return std::string(info.param.family == Family::classic ? "Classic"
                                              : local                              ? "ModernLocal"
                                                                                   : "Modern") +
                                  (info.param.training ? "Training" : "Evaluating");
                         });

}  // namespace
}  // namespace cloze::testing
