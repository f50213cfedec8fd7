// SPDX-License-Identifier: GPL-3.0-or-later
// That the names fit transformers' own lists is tested with the golden weights,
// tests/core/model/golden_test.cpp.
#include "core/interop/hf_names.h"

#include <gtest/gtest.h>

#include <set>

namespace cloze {
namespace {

std::vector<std::string> theirs_of(const ModelConfig& config, const std::string& ours) {
  for (const HuggingFaceName& name : hugging_face_names(config))
    if (name.ours == ours) return name.theirs;
  return {};
}

TEST(HuggingFaceNamesTest, ClassicQueryKeyAndValueInThisOrder) {
  ModelConfig config;
  config.family = Family::classic;
  config.layers = 12;
  const std::string self = "bert.encoder.layer.11.attention.self.";
  EXPECT_EQ(theirs_of(config, "blocks.11.attention.qkv.bias"),
            (std::vector<std::string>{self + "query.bias", self + "key.bias", self + "value.bias"}));
  EXPECT_TRUE(theirs_of(config, "blocks.12.attention.qkv.bias").empty());
}

TEST(HuggingFaceNamesTest, FirstModernBlockHasNoAttentionNorm) {
  ModelConfig config;
  config.layers = 2;
  EXPECT_TRUE(theirs_of(config, "blocks.0.attention_norm.weight").empty());
  EXPECT_EQ(theirs_of(config, "blocks.1.attention_norm.weight"),
            std::vector<std::string>{"model.layers.1.attn_norm.weight"});
}

TEST(HuggingFaceNamesTest, NoNameTwice) {
  for (const Family family : {Family::classic, Family::modern}) {
    ModelConfig config;
    config.family = family;
    config.layers = 3;
    std::set<std::string> ours, theirs;
    for (const HuggingFaceName& name : hugging_face_names(config)) {
      EXPECT_TRUE(ours.insert(name.ours).second) << name.ours;
      for (const std::string& one : name.theirs) EXPECT_TRUE(theirs.insert(one).second) << one;
    }
  }
}

}  // namespace
}  // namespace cloze
