// SPDX-License-Identifier: GPL-3.0-or-later
// Folders as transformers writes them, whole and broken. Real ones are compared in tests/interop/check.sh.
#include "core/interop/import_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "core/interop/export_folder.h"
#include "core/interop/hf_config.h"
#include "core/interop/hf_config_reader.h"
#include "core/interop/hf_weights.h"
#include "tests/core/interop/small_checkpoint.h"
#include "tests/core/model/golden.h"
#include "tests/support/fake_tokenizer.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using test::put_file;
using test::SmallCheckpoint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::map<std::string, torch::Tensor> parameters_of(const ModelHandle& handle) {
  std::map<std::string, torch::Tensor> found;
  for (const auto& parameter : handle->model->named_parameters()) found[parameter.key()] = parameter.value();
  return found;
}

void expect_same_bits(const ModelHandle& a, const ModelHandle& b) {
  const auto left = parameters_of(a), right = parameters_of(b);
  ASSERT_EQ(left.size(), right.size());
  for (const auto& [name, tensor] : left) EXPECT_TRUE(tensor.equal(right.at(name))) << name;
}

struct Variant {
  const char* name;
  Family family;
  bool gated;
  TokenizerKind kind;
};

class RoundTrip : public ::testing::TestWithParam<Variant> {};

TEST_P(RoundTrip, GivesEveryBitBack) {
  const SmallCheckpoint small(GetParam().family, GetParam().gated, GetParam().kind);
  const test::TemporaryFolder folder;
  ASSERT_TRUE(export_folder(small.loaded(), {}, folder / "out"));
  const auto imported = read_model_folder(folder / "out");
  ASSERT_TRUE(imported) << to_string(imported.error());
  expect_same_bits(imported->model, small.loaded().model);
  EXPECT_EQ(imported->recipe, small.loaded().recipe);
  EXPECT_EQ(imported->state, small.loaded().state);
  EXPECT_EQ(imported->tokenizer->hash(), small.loaded().tokenizer->hash());
  EXPECT_THAT(imported->remarks, IsEmpty());

  const auto saved = save_imported(*imported, folder / "checkpoints", imported->tokenizer_folder);
  ASSERT_TRUE(saved) << to_string(saved.error());
  const auto again = load_checkpoint(*saved, "cpu");
  ASSERT_TRUE(again) << to_string(again.error());
  ASSERT_TRUE(export_folder(*again, {}, folder / "again"));
  for (const char* name : {"model.safetensors", "config.json", "tokenizer.json", "cloze/recipe.json"})
    EXPECT_EQ(test::file_bytes(folder / "out" / name), test::file_bytes(folder / "again" / name)) << name;
}

INSTANTIATE_TEST_SUITE_P(Families, RoundTrip,
                         ::testing::Values(Variant{"classic", Family::classic, false, TokenizerKind::bpe},
                                           Variant{"modern", Family::modern, false, TokenizerKind::unigram},
                                           Variant{"gated", Family::modern, true, TokenizerKind::unigram}),
                         [](const auto& info) { return std::string(info.param.name); });

/// transformers' own weights of tests/golden as a folder, with a vocabulary whose special tokens stand
/// elsewhere.
class ForeignFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    golden_ = cloze::testing::read_golden("bert.json", Family::classic);
    for (const auto& [name, tensor] : golden_.weights) weights_.emplace_back(name, tensor);
    test::FakeTokenizer tokenizer(false, golden_.vocabulary);
    config_ = Json::parse(hugging_face_config(golden_.config, tokenizer, true));
    for (int i = 0; i < 20; ++i) vocabulary_ += "[unused" + std::to_string(i) + "]\n";
    vocabulary_ += "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (int i = 25; i < golden_.vocabulary; ++i) vocabulary_ += "w" + std::to_string(i) + "\n";
  }

  void write() {
    fs::remove_all(folder_ / "m");
    put_file(folder_ / "m/config.json", config_.dump());
    put_file(folder_ / "m/vocab.txt", vocabulary_);
    ASSERT_TRUE(write_tensors(folder_ / "m/model.safetensors", weights_));
  }
  Result<ImportedModel> read() { return read_model_folder(folder_ / "m"); }
  void refused(const std::string& says, ErrorCode code = ErrorCode::bad_input) {
    const auto imported = read();
    ASSERT_FALSE(imported) << "nothing said about: " << says;
    EXPECT_THAT(imported.error().message, HasSubstr(says));
    EXPECT_EQ(imported.error().code, code) << imported.error().message;
  }
  torch::Tensor& weight(const std::string& name) {
    for (auto& [own, tensor] : weights_)
      if (own == name) return tensor;
    throw std::runtime_error("no weight " + name);
  }
  void rename(const std::function<std::string(std::string)>& change) {
    for (auto& [name, tensor] : weights_) name = change(name);
  }
  void drop(const std::function<bool(const std::string&)>& unwanted) {
    std::erase_if(weights_, [&](const auto& item) { return unwanted(item.first); });
  }

  /// Logits at every real position in the order of their vocabulary, against transformers' own.
  double worst_logit(const ImportedModel& imported) {
    std::vector<std::int64_t> ours(static_cast<std::size_t>(golden_.vocabulary));
    for (TokenId id = 0; id < golden_.vocabulary; ++id)
      ours[static_cast<std::size_t>(imported.tokenizer->original_id(id))] = id;
    const torch::Tensor our_ids_V = torch::tensor(ours, torch::kInt64);
    const auto& in = golden_.inputs;
    const torch::Tensor real_N = torch::arange(in.at("token_ids").numel())
                                     .view(in.at("token_ids").sizes())
                                     .masked_select(in.at("attention_mask").to(torch::kBool));
    ModelInput input;
    input.token_ids_BT =
        our_ids_V.index_select(0, in.at("token_ids").flatten()).view(in.at("token_ids").sizes());
    input.token_types_BT = in.at("token_types");
    input.lengths_B = in.at("lengths");
    input.masked_positions_M = real_N;
    const torch::NoGradGuard no_grad;
    const torch::Tensor logits_NV =
        imported.model->model->forward(input).token_logits_MV.index_select(1, our_ids_V);
    return cloze::testing::max_difference(
        logits_NV, golden_.outputs.at("token_logits").flatten(0, 1).index_select(0, real_N));
  }

  cloze::testing::Golden golden_;
  NamedTensors weights_;
  Json config_;
  std::string vocabulary_;
  test::TemporaryFolder folder_;
};

TEST_F(ForeignFolder, ComputesWhatTransformersDoes) {
  write();
  const auto imported = read();
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_THAT(imported->remarks, IsEmpty());
  EXPECT_NE(imported->tokenizer->original_id(SpecialTokens::mask), SpecialTokens::mask);
  EXPECT_LE(worst_logit(*imported), 1e-5);
  ModelConfig wanted = golden_.config;
  wanted.rotary_base = ModelConfig().rotary_base;  // Says nothing in this family.
  EXPECT_EQ(imported->recipe.model, wanted);
  EXPECT_EQ(imported->recipe.objective.sequence_length, golden_.config.max_positions);
}

TEST_F(ForeignFolder, GoesOutAsItCameIn) {
  write();
  auto imported = read();
  ASSERT_TRUE(imported);
  ASSERT_TRUE(save_foreign_tokenizer(*imported->foreign, folder_ / "tokenizer"));
  const auto saved = save_imported(*imported, folder_ / "checkpoints", folder_ / "tokenizer");
  ASSERT_TRUE(saved) << to_string(saved.error());
  const auto loaded = load_checkpoint(*saved, "cpu");
  ASSERT_TRUE(loaded) << to_string(loaded.error());
  ASSERT_TRUE(export_folder(*loaded, {}, folder_ / "out"));
  const auto written = read_tensors(folder_ / "out/model.safetensors");
  ASSERT_TRUE(written);
  EXPECT_EQ(written->size(), golden_.weights.size());
  for (const auto& [name, tensor] : *written) EXPECT_TRUE(tensor.equal(golden_.weights.at(name))) << name;
  EXPECT_EQ(Json::parse(test::file_bytes(folder_ / "out/config.json"))["pad_token_id"], 20);
}

TEST_F(ForeignFolder, OlderNamesAndASpelledOutDecoder) {
  rename([](std::string name) {
    if (name.find("LayerNorm") != std::string::npos) {
      if (name.ends_with("weight")) name.replace(name.size() - 6, 6, "gamma");
      if (name.ends_with("bias")) name.replace(name.size() - 4, 4, "beta");
    }
    return name == "cls.predictions.bias" ? "cls.predictions.decoder.bias" : name;
  });
  weights_.emplace_back("cls.predictions.decoder.weight",
                        weight("bert.embeddings.word_embeddings.weight").clone());
  weights_.emplace_back("bert.embeddings.position_ids", torch::arange(16).unsqueeze(0));
  write();
  const auto imported = read();
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_THAT(imported->remarks, IsEmpty());
  EXPECT_LE(worst_logit(*imported), 1e-5);
}

TEST_F(ForeignFolder, AnEncoderSavedAlone) {
  drop([](const std::string& name) { return name.starts_with("cls."); });
  rename([](const std::string& name) { return name.substr(std::string("bert.").size()); });
  weights_.emplace_back("classifier.weight", torch::zeros({3, 32}));
  write();
  const auto imported = read();
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_THAT(imported->remarks, ElementsAre(HasSubstr("no masked-language head"),
                                             HasSubstr("1 tensors were not used: classifier.weight")));
  const auto parameters = parameters_of(imported->model);
  EXPECT_TRUE(
      parameters.at("next_sentence.pooler.weight").equal(golden_.weights.at("bert.pooler.dense.weight")));
  EXPECT_GT(parameters.at("prediction.transform.weight").abs().max().item<double>(), 0);
}

TEST_F(ForeignFolder, HalfPrecisionIsWidened) {
  for (auto& [name, tensor] : weights_) tensor = tensor.to(torch::kFloat16);  // Multiples of 1/32: exact.
  write();
  const auto imported = read();
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_LE(worst_logit(*imported), 1e-5);
}

TEST_F(ForeignFolder, SeveralFilesWithAnIndex) {
  write();
  const NamedTensors first(weights_.begin(), weights_.begin() + 10),
      second(weights_.begin() + 10, weights_.end());
  fs::remove(folder_ / "m/model.safetensors");
  ASSERT_TRUE(write_tensors(folder_ / "m/a.safetensors", first));
  ASSERT_TRUE(write_tensors(folder_ / "m/b.safetensors", second));
  Json map = Json::object();
  for (const auto& [name, tensor] : first) map[name] = "a.safetensors";
  for (const auto& [name, tensor] : second) map[name] = "b.safetensors";
  const auto put_index = [&](const Json& weight_map) {
    put_file(folder_ / "m/model.safetensors.index.json",
             Json{{"metadata", Json::object()}, {"weight_map", weight_map}}.dump());
  };
  put_index(map);
  const auto imported = read();
  ASSERT_TRUE(imported) << to_string(imported.error());
  EXPECT_LE(worst_logit(*imported), 1e-5);

  for (const char* elsewhere : {"../a.safetensors", "/etc/passwd", "sub/a.safetensors", "..", "a.bin"}) {
    Json wrong = map;
    wrong["x"] = elsewhere;
    put_index(wrong);
    refused(std::string("said to be in '") + elsewhere + "', which is no safetensors file of this folder");
  }
  Json wrong = map;
  wrong["x"] = "b.safetensors";
  put_index(wrong);
  refused("'b.safetensors' does not hold the tensor 'x'");
  wrong["x"] = "c.safetensors";
  put_index(wrong);
  refused("c.safetensors", ErrorCode::not_found);
  wrong["x"] = 5;
  put_index(wrong);
  refused("the tensor 'x' has no file");
  put_file(folder_ / "m/model.safetensors.index.json", "[]");
  refused("weight_map is missing");
}

TEST_F(ForeignFolder, ConfigurationsThatCannotBe) {
  struct Change {
    const char *key, *value, *says;
  };
  for (const auto& [key, value, says] : {
           Change{"model_type", "\"gpt2\"",
                  "model_type is gpt2, only bert, roberta, distilbert and modernbert"},
           Change{"hidden_act", "\"relu\"", "hidden_act is relu, only gelu (exact)"},
           Change{"position_embedding_type", "\"relative_key\"", "position_embedding_type is relative_key"},
           Change{"is_decoder", "true", "is_decoder is true"},
           Change{"hidden_size", "null", "hidden_size is missing"},
           Change{"hidden_size", "\"32\"", "hidden_size is \"32\", it must be a whole number"},
           Change{"hidden_size", "-32", "hidden_size is -32, it must be from 1"},
           Change{"hidden_size", "1e300", "hidden_size is 1e+300"},
           Change{"hidden_size", "18446744073709551615", "hidden_size is 18446744073709551615"},
           Change{"hidden_size", "30", "hidden_size is 30, which 4 num_attention_heads do not divide"},
           Change{"hidden_size", "16000", "parameters without heads, the weights hold"},
           Change{"num_hidden_layers", "90", "parameters without heads, the weights hold"},
           Change{"num_hidden_layers", "2000", "model.layers"},
           Change{"type_vocab_size", "3", "type_vocab_size is 3"},
           Change{"layer_norm_eps", "0", "model.norm_epsilon"},
           Change{"intermediate_size", "40",
                  "'bert.encoder.layer.0.intermediate.dense.weight' has the shape [48, 32], the model of "
                  "config.json wants [40, 32]"},
           Change{"vocab_size", "60",
                  "gives the token 'w60' the id 60, the model's token table has the rows 0 to 59"},
       }) {
    Json kept = config_;
    config_[key] = Json::parse(value);
    write();
    refused(says);
    config_ = kept;
  }
  put_file(folder_ / "m/config.json", "{");
  refused("is not a JSON object");
  fs::remove(folder_ / "m/config.json");
  refused("has no config.json", ErrorCode::not_found);
  EXPECT_EQ(read_model_folder(folder_ / "nowhere").error().code, ErrorCode::not_found);
}

TEST_F(ForeignFolder, TensorsThatDoNotFit) {
  const NamedTensors kept = weights_;
  const auto again = [&] { weights_ = kept; };
  weight("bert.embeddings.word_embeddings.weight") = torch::zeros({100, 32});
  weight("bert.encoder.layer.0.output.dense.weight") = torch::zeros({48, 64});  // As many numbers as before.
  write();
  refused(
      "'bert.embeddings.word_embeddings.weight' has the shape [100, 32], the model of config.json wants "
      "[120, 32]");
  again();
  weight("bert.encoder.layer.1.attention.self.key.bias") = torch::zeros({31});
  weights_.emplace_back("filler", torch::zeros({1}));
  write();
  refused("'bert.encoder.layer.1.attention.self.key.bias' has the shape [31]");
  again();
  weight("bert.encoder.layer.1.attention.self.key.bias") = torch::zeros({32}, torch::kInt64);
  write();
  refused("'bert.encoder.layer.1.attention.self.key.bias' holds I64, not floats");
  again();
  drop([](const std::string& name) { return name == "bert.encoder.layer.1.attention.self.key.bias"; });
  weights_.emplace_back("filler", torch::zeros({32}));
  write();
  refused("no tensor 'bert.encoder.layer.1.attention.self.key.bias'");
  again();
  drop([](const std::string& name) { return name == "cls.predictions.transform.LayerNorm.bias"; });
  write();
  refused("no tensor 'cls.predictions.transform.LayerNorm.bias'");
  again();
  weights_.emplace_back("cls.predictions.decoder.weight", torch::ones({120, 32}));
  write();
  refused("the decoder is not tied to the token table");
  again();
  weights_.emplace_back("bert.embeddings.LayerNorm.gamma", torch::ones({32}));
  write();
  refused("holds the tensor 'bert.embeddings.LayerNorm.weight' twice");
}

TEST_F(ForeignFolder, FilesThatAreNoWeights) {
  write();
  const std::string whole = test::file_bytes(folder_ / "m/model.safetensors");
  put_file(folder_ / "m/model.safetensors", whole.substr(0, whole.size() - 100));
  refused("behind the end of the file", ErrorCode::damaged);
  put_file(folder_ / "m/model.safetensors", whole.substr(0, 40));
  refused("ends inside its header", ErrorCode::damaged);
  fs::remove(folder_ / "m/model.safetensors");
  refused("has no model.safetensors", ErrorCode::not_found);
  put_file(folder_ / "m/pytorch_model.bin", "x");
  refused("is a pickle");
  EXPECT_THAT(read().error().hint, HasSubstr("save_pretrained"));
}

TEST_F(ForeignFolder, CancelledIsTold) {
  write();
  CancelFlag cancel;
  cancel.cancel();
  EXPECT_EQ(read_model_folder(folder_ / "m", {}, &cancel).error().code, ErrorCode::cancelled);
}

TEST(ForeignModernBert, ReadsLayersRotaryBasesAndRefusesTheRest) {
  ModelConfig model = test::small_model(Family::modern);
  model.layers = 7;
  model.global_every = 3;
  model.local_window = 10;
  model.local_rotary_base = 123;
  model.gated = true;
  const Json written = Json::parse(hugging_face_config(model, test::FakeTokenizer(), false));
  const auto read = [](const Json& json) { return read_foreign_config(json.dump(), "it"); };
  const auto config = read(written);
  ASSERT_TRUE(config) << to_string(config.error());
  EXPECT_EQ(config->model, model);

  Json older = written;  // Before transformers 5.
  older.erase("layer_types");
  older.erase("rope_parameters");
  ASSERT_TRUE(read(older));
  EXPECT_EQ(read(older)->model, model);

  const auto refused = [&](const char* key, const Json& value, const char* says) {
    Json json = written;
    json[Json::json_pointer(key)] = value;
    const auto changed = read(json);
    ASSERT_FALSE(changed) << key;
    EXPECT_THAT(changed.error().message, HasSubstr(says));
  };
  refused("/layer_types/1", "full_attention", "layer_types is no regular change");
  refused("/layer_types", Json::array(), "layer_types is no regular change");
  refused("/attention_bias", true, "attention_bias is true");
  refused("/norm_bias", true, "norm_bias is true");
  refused("/rope_parameters/full_attention/rope_type", "yarn", "rope_type is yarn");
  refused("/hidden_activation", "silu", "hidden_activation is silu");
  refused("/local_attention", 0, "local_attention is 0");
}

TEST(ForeignModernBert, FeedForwardBiasesAreRefusedByName) {
  const SmallCheckpoint small(Family::modern);
  const test::TemporaryFolder folder;
  ASSERT_TRUE(export_folder(small.loaded(), {}, folder / "out"));
  auto weights = *read_tensors(folder / "out/model.safetensors");
  for (auto& [name, tensor] : weights)
    if (name == "model.layers.1.mlp.Wi.bias") tensor[0] = 0.5;
  fs::remove(folder / "out/model.safetensors");
  ASSERT_TRUE(write_tensors(folder / "out/model.safetensors", weights));
  const auto imported = read_model_folder(folder / "out");
  ASSERT_FALSE(imported);
  EXPECT_THAT(imported.error().message, HasSubstr("'model.layers.1.mlp.Wi.bias' holds biases"));
}

}  // namespace
}  // namespace cloze
