// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/masked_language_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/model_size.h"
#include "core/interop/hf_names.h"
#include "core/optim/parameter_groups.h"

namespace cloze {
namespace {

constexpr std::int64_t vocabulary = 50;

ModelConfig tiny(Family family, bool gated = false) {
  ModelConfig config;
  config.family = family;
  config.layers = 2;
  config.hidden = 16;
  config.heads = 2;
  config.feed_forward = 24;
  config.gated = gated;
  config.max_positions = 12;
  config.norm_epsilon = 1e-6;
  config.initializer_std = 0.2;  // large, so that differences show
  return config;
}

/// Two rows of 9 and 5 real tokens; three predicted ones.
ModelInput padded_input() {
  ModelInput input;
  input.token_ids_BT = torch::tensor({{2, 7, 8, 4, 9, 3, 11, 4, 3}, {2, 17, 4, 19, 3, 0, 0, 0, 0}});
  input.lengths_B = torch::tensor({9, 5});
  input.masked_positions_M = torch::tensor({3, 7, 9 + 2});
  return input;
}

torch::Tensor labels_M() {
  return torch::tensor({12, 13, 14});
}

torch::Tensor loss_of(MaskedLanguageModel& model, const ModelInput& input) {
  const ModelOutput output = model->forward(input);
  torch::Tensor loss = at::cross_entropy_loss(output.token_logits_MV, labels_M());
  if (output.next_sentence_logits_B2.defined())
    loss = loss + at::cross_entropy_loss(output.next_sentence_logits_B2, torch::tensor({0, 1}));
  return loss;
}

/// Biases and norms start at 0 and 1, which would hide a bias that is added twice or a norm that is skipped.
void shake(MaskedLanguageModel& model) {
  torch::NoGradGuard no_grad;
  at::Generator generator = at::detail::createCPUGenerator(5);
  for (torch::Tensor& parameter : model->parameters())
    parameter.add_(torch::empty_like(parameter).normal_(0, 0.2, generator));
}

struct Variant {
  const char* name;
  Family family;
  bool gated;
  bool local = false;  // The second block sees two tokens to each side.
  friend void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }
};

class FamilyTest : public ::testing::TestWithParam<Variant> {
 protected:
  bool classic() const { return GetParam().family == Family::classic; }
  ModelConfig config = [] {
    ModelConfig made = tiny(GetParam().family, GetParam().gated);
    if (GetParam().local) {
      made.global_every = 2;
      made.local_window = 4;
      made.local_rotary_base = 100;
    }
    return made;
  }();
};
INSTANTIATE_TEST_SUITE_P(Families, FamilyTest,
                         ::testing::Values(Variant{"Classic", Family::classic, false},
                                           Variant{"Modern", Family::modern, false},
                                           Variant{"ModernGated", Family::modern, true},
                                           Variant{"ModernLocal", Family::modern, false, true}),
                         [](const auto& info) { return info.param.name; });

TEST_P(FamilyTest, ParameterCountIsTheOneComputedFromTheShape) {
  for (const std::int64_t layers : {1, 2, 5}) {
    config.layers = layers;
    MaskedLanguageModel model(config, vocabulary, 1);
    ParameterCount count;
    for (const auto& parameter : model->named_parameters()) {
      const bool embedding = parameter.key().starts_with("embeddings.");
      const bool encoder =
          parameter.key().starts_with("blocks.") || parameter.key().starts_with("final_norm.");
      (embedding ? count.embeddings : encoder ? count.encoder : count.heads) += parameter.value().numel();
    }
    const ParameterCount computed = count_parameters(config, vocabulary);
    EXPECT_EQ(count.embeddings, computed.embeddings);
    EXPECT_EQ(count.encoder, computed.encoder);
    EXPECT_EQ(count.heads, computed.heads);
  }
}

TEST_P(FamilyTest, NamesAreThoseOfTheMappingInItsOrder) {
  MaskedLanguageModel model(config, vocabulary, 1);
  std::vector<std::string> mapped, named;
  for (const auto& name : hugging_face_names(config)) mapped.push_back(name.ours);
  for (const auto& parameter : model->named_parameters()) named.push_back(parameter.key());
  EXPECT_THAT(named, ::testing::ElementsAreArray(mapped));
}

TEST_P(FamilyTest, SeedDecidesTheWeightsWhateverElseDraws) {
  torch::manual_seed(1);
  const torch::Tensor expected_next = torch::rand({4});
  torch::manual_seed(1);
  MaskedLanguageModel first(config, vocabulary, 42);
  EXPECT_TRUE(torch::rand({4}).equal(expected_next)) << "making a model drew from the global generator";
  torch::manual_seed(99);
  MaskedLanguageModel second(config, vocabulary, 42), other(config, vocabulary, 43);
  const auto a = first->parameters(), b = second->parameters(), c = other->parameters();
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(a[i].equal(b[i]));
    EXPECT_EQ(a[i].dim() >= 2, !a[i].equal(c[i]));
  }
}

TEST_P(FamilyTest, MatricesStartNormalBiasesZeroNormsOne) {
  config.hidden = 64;
  config.initializer_std = 0.02;
  MaskedLanguageModel model(config, 500, 3);
  for (const auto& parameter : model->named_parameters()) {
    const torch::Tensor& value = parameter.value();
    if (parameter.key().ends_with(".bias")) {
      EXPECT_EQ(value.abs().max().item<double>(), 0) << parameter.key();
    } else if (value.dim() == 1) {
      EXPECT_TRUE(value.equal(torch::ones_like(value))) << parameter.key();
    } else if (value.numel() >= 1000) {
      // standard error of the estimates: std / sqrt(n) and std / sqrt(2n)
      const double n = static_cast<double>(value.numel());
      EXPECT_NEAR(value.mean().item<double>(), 0, 5 * 0.02 / std::sqrt(n)) << parameter.key();
      EXPECT_NEAR(value.std().item<double>(), 0.02, 5 * 0.02 / std::sqrt(2 * n)) << parameter.key();
    }
  }
}

TEST_P(FamilyTest, PaddingInfluencesNothing) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  ModelInput input = padded_input(), other = padded_input();
  other.token_ids_BT = input.token_ids_BT.clone();
  other.token_ids_BT[1].slice(0, 5).fill_(33);
  other.lengths_B = input.lengths_B.to(torch::kInt32);
  other.token_ids_BT = other.token_ids_BT.to(torch::kInt32);

  ModelOutput expected, actual;
  for (const bool bf16 : {true, false}) {
    model->set_precision(bf16 ? Precision::bf16 : Precision::fp32);
    expected = model->forward(input);
    actual = model->forward(other);
    EXPECT_TRUE(actual.token_logits_MV.equal(expected.token_logits_MV)) << "bf16 " << bf16;
    if (classic()) {
      EXPECT_TRUE(actual.next_sentence_logits_B2.equal(expected.next_sentence_logits_B2)) << "bf16 " << bf16;
    }
  }

  // the second row alone, without its padding
  ModelInput alone;
  alone.token_ids_BT = input.token_ids_BT.slice(0, 1).slice(1, 0, 5);
  alone.masked_positions_M = torch::tensor({2});
  EXPECT_TRUE(model->forward(alone).token_logits_MV[0].allclose(expected.token_logits_MV[2], 1e-4, 1e-5));
}

TEST_P(FamilyTest, GradientsIgnorePadding) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  const auto gradients = [&](std::int64_t filler) {
    ModelInput input = padded_input();
    input.token_ids_BT[1].slice(0, 5).fill_(filler);
    model->zero_grad();
    loss_of(model, input).backward();
    std::vector<torch::Tensor> copies;
    for (const torch::Tensor& parameter : model->parameters()) copies.push_back(parameter.grad().clone());
    return copies;
  };
  const auto expected = gradients(0), actual = gradients(33);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_TRUE(actual[i].allclose(expected[i], 1e-5, 1e-7)) << model->named_parameters().keys()[i];
}

TEST_P(FamilyTest, FullRowsNeedNoLengths) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  ModelInput input = padded_input();
  input.lengths_B = torch::tensor({9, 9});
  const torch::Tensor masked = model->forward(input).token_logits_MV;
  input.lengths_B = torch::Tensor();
  EXPECT_TRUE(model->forward(input).token_logits_MV.allclose(masked, 1e-4, 1e-5));
}

TEST_P(FamilyTest, PredictsTheMaskedPositionsOnly) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  ModelInput input = padded_input();
  const torch::Tensor some = model->forward(input).token_logits_MV;
  EXPECT_EQ(some.sizes(), (std::vector<std::int64_t>{3, vocabulary}));
  const torch::Tensor chosen = input.masked_positions_M;
  input.masked_positions_M = torch::arange(18);
  EXPECT_TRUE(model->forward(input).token_logits_MV.index_select(0, chosen).allclose(some, 1e-4, 1e-5));
  input.masked_positions_M = torch::empty({0}, torch::kInt64);
  EXPECT_EQ(model->forward(input).token_logits_MV.size(0), 0);
}

TEST_P(FamilyTest, DropoutInTrainingOnly) {
  for (const bool of_attention : {false, true}) {
    ModelConfig dropping = config;
    (of_attention ? dropping.attention_dropout : dropping.dropout) = 0.3;
    MaskedLanguageModel model(dropping, vocabulary, 1), without(config, vocabulary, 1);
    const ModelInput input = padded_input();
    const torch::Tensor expected = without->forward(input).token_logits_MV;
    const torch::Tensor once = model->forward(input).token_logits_MV;
    EXPECT_FALSE(once.equal(model->forward(input).token_logits_MV));
    EXPECT_FALSE(once.allclose(expected));
    model->eval();
    EXPECT_TRUE(model->forward(input).token_logits_MV.allclose(expected, 1e-4, 1e-5));
  }
}

/// Every parameter's gradient in fp64 against central differences, at its entry of largest gradient and at
/// its first.
TEST_P(FamilyTest, GradientsAreThoseOfNumericalDifferences) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  model->to(torch::kFloat64);
  ModelInput input = padded_input();
  if (classic())
    input.token_types_BT = torch::tensor({{0, 0, 0, 0, 0, 0, 1, 1, 1}, {0, 0, 0, 1, 1, 0, 0, 0, 0}});
  loss_of(model, input).backward();
  torch::NoGradGuard no_grad;
  for (const auto& parameter : model->named_parameters()) {
    const torch::Tensor gradient = parameter.value().grad().flatten();
    torch::Tensor flat = parameter.value().view(-1);
    for (const std::int64_t i : {std::int64_t{0}, gradient.abs().argmax().item<std::int64_t>()}) {
      constexpr double step = 1e-5;
      const double before = flat[i].item<double>();
      flat[i] = before + step;
      const double above = loss_of(model, input).item<double>();
      flat[i] = before - step;
      const double below = loss_of(model, input).item<double>();
      flat[i] = before;
      EXPECT_NEAR(gradient[i].item<double>(), (above - below) / (2 * step), 1e-8)
          << parameter.key() << "[" << i << "]";
    }
    EXPECT_GT(gradient.abs().max().item<double>(), 0) << parameter.key();
  }
}

TEST_P(FamilyTest, Bfloat16StaysCloseToFp32) {
  config.hidden = 64;
  config.feed_forward = 128;
  config.max_positions = 64;
  config.initializer_std = 0.1;
  MaskedLanguageModel model(config, 400, 1);
  torch::manual_seed(3);
  ModelInput input;
  input.token_ids_BT = torch::randint(5, 400, {8, 64});
  input.lengths_B = torch::randint(32, 65, {8});
  input.masked_positions_M = torch::arange(8).unsqueeze(1).mul(64).add(torch::arange(1, 32)).flatten();
  const torch::Tensor labels = torch::randint(5, 400, {input.masked_positions_M.size(0)});
  const auto loss = [&](bool bf16) {
    model->set_precision(bf16 ? Precision::bf16 : Precision::fp32);
    return model->losses(input, labels, {}).masked;
  };
  // all gradients of the loss as one vector; undefined where the next-sentence head takes no part
  const auto gradients = [&](const torch::Tensor& of) {
    model->zero_grad();
    of.backward();
    std::vector<torch::Tensor> parts;
    for (const auto& group : parameter_groups(*model, 0, model->copies()))
      for (const Trained& one : group.members) {
        const torch::Tensor gradient = one.gradient();
        EXPECT_EQ(gradient.defined(), !one.name.starts_with("next_sentence.")) << one.name;
        if (!gradient.defined()) continue;
        EXPECT_TRUE(gradient.isfinite().all().item<bool>()) << one.name;
        parts.push_back(gradient.to(torch::kFloat32).flatten().clone());
      }
    return at::cat(parts);
  };
  const torch::Tensor exact = loss(false);
  const torch::Tensor wanted = gradients(exact);
  const torch::Tensor rounded = loss(true);
  const torch::Tensor actual = gradients(rounded);
  EXPECT_NEAR(rounded.item<double>(), exact.item<double>(), 0.02 * exact.item<double>());
  EXPECT_NE(rounded.item<double>(), exact.item<double>());
  EXPECT_LE(((actual - wanted).norm() / wanted.norm()).item<double>(), 0.03);
}

TEST_P(FamilyTest, CopiesFollowTheParametersWhenTold) {
  MaskedLanguageModel model(config, vocabulary, 1);
  EXPECT_TRUE(model->copies().empty());
  model->set_precision(Precision::bf16);
  const auto loss = [&] { return loss_of(model, padded_input()).item<double>(); };
  const double before = loss();
  // read through its bf16 copy only; norms and embeddings would show the change without one
  const std::string name = "blocks.0.feed_forward.input.weight";
  {
    torch::NoGradGuard no_grad;
    model->named_parameters()[name].mul_(3);
  }
  EXPECT_EQ(loss(), before);
  model->refresh_copies();
  EXPECT_NE(loss(), before);
  const torch::Tensor copy = model->copies().at(name);
  EXPECT_TRUE(copy.equal(model->named_parameters()[name].to(torch::kBFloat16)));
  EXPECT_TRUE(copy.is_leaf() && copy.requires_grad());
  model->set_precision(Precision::fp32);
  EXPECT_NE(loss(), before);
}

TEST_P(FamilyTest, EveryMatrixOfAProductHasACopy) {
  MaskedLanguageModel model(config, vocabulary, 1);
  model->set_precision(Precision::bf16);
  for (const auto& parameter : model->named_parameters()) {
    const std::string& name = parameter.key();
    const bool read_wide = name.find("norm") != std::string::npos || name == "prediction.bias" ||
                           name.starts_with("embeddings.position") ||
                           name.starts_with("embeddings.token_type");
    EXPECT_EQ(model->copies().contains(name), !read_wide) << name;
  }
}

TEST_P(FamilyTest, LossesAreThoseOfTheLogits) {
  MaskedLanguageModel model(config, vocabulary, 1);
  shake(model);
  model->to(torch::kFloat64);
  const ModelLosses losses =
      model->losses(padded_input(), labels_M(), classic() ? torch::tensor({0, 1}) : torch::Tensor());
  EXPECT_EQ(losses.next_sentence.defined(), classic());
  const torch::Tensor total = classic() ? losses.masked + losses.next_sentence : losses.masked;
  EXPECT_NEAR(total.item<double>(), loss_of(model, padded_input()).item<double>(), 1e-12);
}

/// The last block at some positions only gives what all positions give there, and the same gradients.
TEST_P(FamilyTest, NeededPositionsAreThoseOfTheWholeRow) {
  for (const std::int64_t layers : {1, 2}) {
    config.layers = layers;
    MaskedLanguageModel model(config, vocabulary, 1);
    shake(model);
    model->to(torch::kFloat64);
    const auto gradients = [&](const ModelInput& input) {
      model->zero_grad();
      const ModelLosses losses =
          model->losses(input, labels_M(), classic() ? torch::tensor({0, 1}) : torch::Tensor());
      (classic() ? losses.masked + losses.next_sentence : losses.masked).backward();
      std::vector<torch::Tensor> all;
      for (const auto& parameter : model->parameters()) all.push_back(parameter.grad().clone());
      all.push_back(losses.masked.detach());
      return all;
    };
    ModelInput some = padded_input();
    // position 0 of each row first; the second row has one masked position less and repeats its last
    some.needed = {torch::tensor({{0, 3, 7}, {0, 2, 2}}), torch::tensor({0, 3, 7, 9, 11, 11})};
    some.masked_in_needed_M = torch::tensor({1, 2, 4});
    const auto expected = gradients(padded_input()), actual = gradients(some);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_TRUE(actual[i].allclose(expected[i], 1e-10, 1e-12)) << layers << " layers, " << i;
  }
}

TEST_P(FamilyTest, HiddenMatricesAreParametersOfEqualStackedShapes) {
  MaskedLanguageModel model(config, vocabulary, 1);
  const auto parameters = model->named_parameters();
  const auto hidden = model->hidden_matrices();
  for (const auto& [name, stacked] : hidden) {
    ASSERT_TRUE(parameters.contains(name)) << name;
    EXPECT_EQ(parameters[name].size(0) % stacked, 0) << name;
  }
  std::size_t matrices = 0;
  for (const auto& parameter : parameters)
    if (parameter.key().starts_with("blocks.") && parameter.value().dim() == 2) ++matrices;
  EXPECT_EQ(hidden.size(), matrices + 1) << "all of the blocks, and the prediction head's";
}

TEST_P(FamilyTest, RowsLongerThanTheModelAreRefused) {
  MaskedLanguageModel model(config, vocabulary, 1);
  ModelInput input;
  input.token_ids_BT = torch::full({1, 13}, 7);
  input.masked_positions_M = torch::tensor({1});
  EXPECT_THROW(model->forward(input), c10::Error);
}

TEST(ClassicModelTest, MissingTokenTypesAreZeros) {
  MaskedLanguageModel model(tiny(Family::classic), vocabulary, 1);
  ModelInput input = padded_input();
  const torch::Tensor without = model->forward(input).token_logits_MV;
  input.token_types_BT = torch::zeros({2, 9}, torch::kInt32);
  EXPECT_TRUE(model->forward(input).token_logits_MV.allclose(without, 1e-4, 1e-5));
  input.token_types_BT = torch::ones({2, 9}, torch::kInt32);
  EXPECT_FALSE(model->forward(input).token_logits_MV.allclose(without, 1e-2, 1e-2));
}

TEST(ClassicModelTest, NamesInCheckpointsAreStable) {
  ModelConfig config = tiny(Family::classic);
  config.layers = 1;
  MaskedLanguageModel model(config, vocabulary, 1);
  EXPECT_THAT(
      model->named_parameters().keys(),
      ::testing::ElementsAre(
          "embeddings.token.weight", "embeddings.position.weight", "embeddings.token_type.weight",
          "embeddings.norm.weight", "embeddings.norm.bias", "blocks.0.attention.qkv.weight",
          "blocks.0.attention.qkv.bias", "blocks.0.attention.output.weight", "blocks.0.attention.output.bias",
          "blocks.0.attention_norm.weight", "blocks.0.attention_norm.bias",
          "blocks.0.feed_forward.input.weight", "blocks.0.feed_forward.input.bias",
          "blocks.0.feed_forward.output.weight", "blocks.0.feed_forward.output.bias",
          "blocks.0.feed_forward_norm.weight", "blocks.0.feed_forward_norm.bias", "prediction.bias",
          "prediction.transform.weight", "prediction.transform.bias", "prediction.norm.weight",
          "prediction.norm.bias", "next_sentence.pooler.weight", "next_sentence.pooler.bias",
          "next_sentence.classifier.weight", "next_sentence.classifier.bias"));
}

TEST(ModernModelTest, NamesInCheckpointsAreStable) {
  MaskedLanguageModel model(tiny(Family::modern), vocabulary, 1);
  EXPECT_THAT(
      model->named_parameters().keys(),
      ::testing::ElementsAre("embeddings.token.weight", "embeddings.norm.weight",
                             "blocks.0.attention.qkv.weight", "blocks.0.attention.output.weight",
                             "blocks.0.feed_forward.input.weight", "blocks.0.feed_forward.output.weight",
                             "blocks.0.feed_forward_norm.weight", "blocks.1.attention.qkv.weight",
                             "blocks.1.attention.output.weight", "blocks.1.attention_norm.weight",
                             "blocks.1.feed_forward.input.weight", "blocks.1.feed_forward.output.weight",
                             "blocks.1.feed_forward_norm.weight", "final_norm.weight", "prediction.bias",
                             "prediction.transform.weight", "prediction.norm.weight"));
}

TEST(ModernModelTest, WithoutTheGateTheBlockIsGeluBetweenTwoProducts) {
  ModelConfig config = tiny(Family::modern);
  config.layers = 1;
  MaskedLanguageModel model(config, vocabulary, 1);
  auto weights = model->named_parameters();
  torch::NoGradGuard no_grad;
  weights["blocks.0.attention.output.weight"].zero_();  // leaves the feed-forward alone
  const ModelInput input = padded_input();
  const auto normed = [](const torch::Tensor& x) { return at::layer_norm(x, {16}, {}, {}, 1e-6); };
  const torch::Tensor x_BTD = normed(weights["embeddings.token.weight"].index({input.token_ids_BT}));
  const torch::Tensor inner = at::matmul(normed(x_BTD), weights["blocks.0.feed_forward.input.weight"].t());
  const torch::Tensor gelu = 0.5 * inner * (1 + at::erf(inner / std::sqrt(2.0)));
  const torch::Tensor out = x_BTD + at::matmul(gelu, weights["blocks.0.feed_forward.output.weight"].t());
  EXPECT_TRUE(model->encode(input).allclose(normed(out), 1e-4, 1e-5));
}

TEST(ModernModelTest, HasNoNextSentenceHead) {
  MaskedLanguageModel model(tiny(Family::modern), vocabulary, 1);
  const ModelInput input = padded_input();
  EXPECT_FALSE(model->forward(input).next_sentence_logits_B2.defined());
  EXPECT_THROW(model->next_sentence_B2(model->encode(input)), c10::Error);
}

TEST(MaskedLanguageModelTest, HiddenSizeNotDivisibleByHeadsIsRefused) {
  ModelConfig config = tiny(Family::modern);
  config.heads = 3;
  EXPECT_THROW(MaskedLanguageModel(config, vocabulary, 1), c10::Error);
}

}  // namespace
}  // namespace cloze
