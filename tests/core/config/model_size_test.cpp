// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/model_size.h"

#include <gtest/gtest.h>

namespace cloze {
namespace {

ModelConfig bert_base() {
  ModelConfig model;
  model.family = Family::classic;
  model.layers = 12;
  model.hidden = 768;
  model.heads = 12;
  model.feed_forward = 3072;
  model.max_positions = 512;
  return model;
}

// BERT base has 109,482,240 parameters up to the pooler; with both pre-training heads, the decoder tied,
// 110,106,428.
TEST(ModelSizeTest, BertBaseHasItsParameters) {
  const ParameterCount count = count_parameters(bert_base(), 30522);
  EXPECT_EQ(count.total(), 110'106'428);
  EXPECT_EQ(count.embeddings, 23'837'184);
  EXPECT_EQ(count.encoder, 12 * 7'087'872);
}

TEST(ModelSizeTest, GatingAddsAThirdMatrix) {
  ModelConfig model;
  const auto plain = count_parameters(model, 1000);
  model.gated = true;
  EXPECT_EQ(count_parameters(model, 1000).total() - plain.total(),
            model.layers * model.hidden * model.feed_forward);
}

TEST(ModelSizeTest, WorkGrowsWithWhatIsComputed) {
  const ModelConfig model = bert_base();
  ObjectiveConfig objective;
  objective.sequence_length = 128;
  objective.mask_rate = 0.15;
  const double flops = flops_per_token(model, objective, 30522);
  // 6 per weight of the blocks; scores and the vocabulary head add some. In the last block, 15 % of the
  // tokens are queries and go through its output and feed-forward.
  const double keys_values = 2 * 768 * 768, rest = 2 * 768 * 768 + 2 * 768 * 3072;
  const double weights = 12 * keys_values + 11.15 * rest;
  const double scores = 11.15 * 2 * 128 * 768, head = 0.15 * 768 * (768 + 30522.0);
  EXPECT_FLOAT_EQ(flops, 6 * (weights + scores + head));
  objective.sequence_length = 256;
  EXPECT_FLOAT_EQ(flops_per_token(model, objective, 30522) - flops, 6 * scores);
}

TEST(ModelSizeTest, MemoryCountsEveryPart) {
  Recipe recipe;
  recipe.model = bert_base();
  recipe.optimizer.precision = Precision::fp32;
  const auto memory = estimate_memory(recipe, 30522);
  const double parameters = static_cast<double>(count_parameters(recipe.model, 30522).total());
  EXPECT_DOUBLE_EQ(memory.weights, 4 * parameters);
  EXPECT_DOUBLE_EQ(memory.gradients, 4 * parameters);
  EXPECT_DOUBLE_EQ(memory.optimizer, 8 * parameters);
  EXPECT_DOUBLE_EQ(memory.total(), memory.weights + memory.gradients + memory.optimizer + memory.activations);
  recipe.optimizer.batch_size *= 2;
  EXPECT_DOUBLE_EQ(estimate_memory(recipe, 30522).activations, 2 * memory.activations);
}

}  // namespace
}  // namespace cloze
