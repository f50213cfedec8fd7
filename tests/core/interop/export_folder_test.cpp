// SPDX-License-Identifier: GPL-3.0-or-later
// That transformers loads such folders and computes the same is measured with it, tests/interop/check.sh.
#include "core/interop/export_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/checkpoint/training_checkpoint.h"
#include "core/interop/hf_config.h"
#include "core/interop/hf_weights.h"
#include "core/optim/optimizer.h"
#include "tests/core/interop/small_checkpoint.h"
#include "tests/core/model/golden.h"
#include "tests/support/fake_tokenizer.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::small_model;
using test::SmallCheckpoint;
using ::testing::HasSubstr;
using ::testing::Not;

std::map<std::string, torch::Tensor> weights_of(const MaskedLanguageModel& model) {
  const NamedTensors list = hugging_face_weights(model, test::FakeTokenizer(false, model->vocabulary()));
  std::map<std::string, torch::Tensor> weights(list.begin(), list.end());
  EXPECT_EQ(weights.size(), list.size()) << "a name is given twice";
  return weights;
}

TEST(HuggingFaceWeightsTest, AreWhatTransformersStores) {
  for (const auto& [file, family] :
       {std::pair("bert.json", Family::classic), std::pair("modernbert.json", Family::modern)}) {
    const auto golden = testing::read_golden(file, family);
    const auto weights = weights_of(testing::model_of(golden));
    EXPECT_EQ(weights.size(), golden.weights.size()) << file;
    for (const auto& [name, wanted] : golden.weights) {
      ASSERT_TRUE(weights.contains(name)) << name;
      EXPECT_TRUE(weights.at(name).equal(wanted)) << name;
    }
  }
}

TEST(HuggingFaceWeightsTest, AGateThatIsNotThereIsOpen) {
  const ModelConfig config = small_model(Family::modern);
  MaskedLanguageModel model(config, 120, 3);
  const auto weights = weights_of(model);
  const torch::Tensor gated = weights.at("model.layers.1.mlp.Wi.weight"),
                      bias = weights.at("model.layers.1.mlp.Wi.bias");
  const std::int64_t F = config.feed_forward;
  ASSERT_EQ(gated.size(0), 2 * F);
  EXPECT_TRUE(gated.narrow(0, 0, F).equal(model->named_parameters()["blocks.1.feed_forward.input.weight"]));
  EXPECT_EQ(gated.narrow(0, F, F).abs().max().item<double>(), 0);
  EXPECT_EQ(bias.narrow(0, 0, F).abs().max().item<double>(), 0);
  EXPECT_TRUE(bias.narrow(0, F, F).eq(1).all().item<bool>());
  EXPECT_EQ(weights.at("model.layers.1.mlp.Wo.bias").abs().max().item<double>(), 0);
  EXPECT_EQ(weights.at("model.layers.1.mlp.Wo.bias").size(0), config.hidden);
}

TEST(HuggingFaceConfigTest, NamesTheArchitecture) {
  const auto config = [](Family family, bool gated, bool pairs) {
    ModelConfig model = small_model(family);
    model.gated = gated;
    return Json::parse(hugging_face_config(model, test::FakeTokenizer(false, 120), pairs));
  };
  EXPECT_EQ(config(Family::classic, false, true)["architectures"][0], "BertForPreTraining");
  EXPECT_EQ(config(Family::classic, false, false)["architectures"][0], "BertForMaskedLM");
  const Json modern = config(Family::modern, false, false), gated = config(Family::modern, true, false);
  EXPECT_EQ(modern["architectures"][0], "ModernBertForMaskedLM");
  EXPECT_EQ(modern["mlp_bias"], true);
  EXPECT_EQ(gated["mlp_bias"], false);
  EXPECT_EQ(modern["global_attn_every_n_layers"], 1);
  EXPECT_EQ(modern["layer_types"], Json({"full_attention", "full_attention"}));
  EXPECT_EQ(modern["vocab_size"], 120);
}

TEST(HuggingFaceConfigTest, NumbersKeepEveryBit) {
  ModelConfig model = small_model(Family::modern);
  model.norm_epsilon = 1e-12 / 3;
  model.rotary_base = 1e4 / 3;
  const Json json = Json::parse(hugging_face_config(model, test::FakeTokenizer(), false));
  EXPECT_EQ(json["norm_eps"].get<double>(), model.norm_epsilon);
  EXPECT_EQ(json["rope_parameters"]["full_attention"]["rope_theta"].get<double>(), model.rotary_base);
  EXPECT_EQ(json["global_rope_theta"].get<double>(), model.rotary_base);
}

TEST(ExportFolderTest, HoldsEverything) {
  const SmallCheckpoint small(Family::classic);
  const test::TemporaryFolder out;
  ModelFacts facts;
  facts.name = "my *model*";
  facts.license = "cc-by-4.0";
  facts.evaluation.emplace();
  facts.evaluation->loss = 2.5;
  facts.evaluation->accuracy = 0.5;
  std::uint64_t last = 0, total = 0;
  const auto folder = export_folder(small.loaded(), facts, out / "exported",
                                    [&](std::string_view, std::uint64_t done, std::uint64_t all) {
                                      last = done;
                                      total = all;
                                    });
  ASSERT_TRUE(folder) << to_string(folder.error());
  EXPECT_EQ(*folder, out / "exported");
  EXPECT_EQ(last, total);
  for (const char* name : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                           "special_tokens_map.json", "README.md", "cloze/recipe.json", "cloze/state.json",
                           "cloze/tokenizer.model", "cloze/tokenizer.json"})
    EXPECT_TRUE(fs::exists(*folder / name)) << name;
  const auto file = SafetensorsFile::open(*folder / "model.safetensors");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->metadata().at("format"), "pt");
  EXPECT_EQ(Json::parse(test::file_bytes(*folder / "tokenizer_config.json"))["model_max_length"],
            small_model(Family::classic).max_positions);
  const std::string card = test::file_bytes(*folder / "README.md");
  EXPECT_THAT(card, HasSubstr("\nlicense: \"cc-by-4.0\"\n"));
  EXPECT_THAT(card, HasSubstr("# my \\*model\\*\n"));
  EXPECT_THAT(card, HasSubstr("| 2.5000 |"));
  EXPECT_THAT(card, HasSubstr("the-dataset-hash"));
  EXPECT_THAT(card, Not(HasSubstr("Next-sentence accuracy")));  // Not a number, so not shown.
}

TEST(ExportFolderTest, NoLicenseIsNamedUnlessGiven) {
  const SmallCheckpoint small(Family::modern);
  EXPECT_THAT(model_card({}, small.loaded().recipe, small.loaded().state, 120), Not(HasSubstr("license")));
}

TEST(ExportFolderTest, OnlyAModelOfTheRecipeAloneIsSaidToComeFromIt) {
  const SmallCheckpoint small(Family::modern);
  const auto card = [&](const std::string& run_id, const std::string& origin) {
    ModelFacts facts;
    facts.run_id = run_id;
    facts.origin = origin;
    return model_card(facts, small.loaded().recipe, small.loaded().state, 120);
  };
  EXPECT_THAT(card("r", ""), HasSubstr("it gives this model again"));
  EXPECT_THAT(card("", ""), Not(HasSubstr("it gives this model again")));
  EXPECT_THAT(card("r", "bert-base"), Not(HasSubstr("it gives this model again")));
  EXPECT_THAT(card("r", "bert-base"), HasSubstr("| Started from | bert-base |"));
}

TEST(ExportFolderTest, AFolderThatHoldsSomethingIsRefusedAndKept) {
  const SmallCheckpoint small(Family::modern);
  const test::TemporaryFolder out;
  test::put_file(out / "theirs", "x");
  EXPECT_EQ(export_folder(small.loaded(), {}, out.path()).error().code, ErrorCode::bad_input);
  EXPECT_EQ(test::file_bytes(out / "theirs"), "x");
}

TEST(ExportFolderTest, CancelledLeavesNothing) {
  const SmallCheckpoint small(Family::modern);
  const test::TemporaryFolder out;
  CancelFlag cancel;
  const auto stop_late = [&](std::string_view, std::uint64_t done, std::uint64_t) {
    if (done == 4) cancel.cancel();
  };
  EXPECT_EQ(export_folder(small.loaded(), {}, out / "exported", stop_late, &cancel).error().code,
            ErrorCode::cancelled);
  EXPECT_TRUE(fs::is_empty(out.path()));
}

}  // namespace
}  // namespace cloze
