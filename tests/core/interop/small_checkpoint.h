// SPDX-License-Identifier: GPL-3.0-or-later
// A checkpoint of a small model with random weights and a tokenizer of its own.
#pragma once

#include <gtest/gtest.h>

#include <limits>

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/training_checkpoint.h"
#include "core/model/model_on_device.h"
#include "core/optim/optimizer.h"
#include "tests/core/tokenizer/tokenizer_test_support.h"

namespace cloze::test {

inline ModelConfig small_model(Family family) {
  ModelConfig model;
  model.family = family;
  model.layers = 2;
  model.hidden = 16;
  model.heads = 2;
  model.feed_forward = 24;
  model.max_positions = 32;
  return model;
}

class SmallCheckpoint {
 public:
  explicit SmallCheckpoint(Family family, bool gated = false, TokenizerKind kind = TokenizerKind::unigram) {
    write_two_languages(folder_ / "corpus");
    EXPECT_TRUE(train_tokenizer({folder_ / "corpus"}, {}, small_settings(kind), folder_ / "tokenizer"));
    Recipe recipe;
    recipe.model = small_model(family);
    recipe.model.gated = gated;
    recipe.objective.sequence_length = 16;
    recipe.seed = 5;
    MaskedLanguageModel model(recipe.model, 120, recipe.seed);
    {
      const torch::NoGradGuard no_grad;  // Biases and norms too differ from what they start as.
      for (const auto& parameter : model->parameters()) parameter.add_(at::randn_like(parameter) * 0.05);
    }
    const auto optimizer =
        make_optimizer(*model, recipe.optimizer, model->hidden_matrices(), model->copies());
    TrainState state;
    state.step = 12;
    state.tokens = 345;
    state.dataset_hash = "the-dataset-hash";
    const auto saved = save_training_checkpoint(
        folder_ / "checkpoints",
        {model, *optimizer, recipe, state, folder_ / "tokenizer", std::numeric_limits<double>::quiet_NaN()});
    EXPECT_TRUE(saved) << to_string(saved.error());
    auto loaded = load_checkpoint(*saved, "cpu");
    EXPECT_TRUE(loaded) << to_string(loaded.error());
    loaded_ = std::move(*loaded);
  }

  const LoadedCheckpoint& loaded() const { return loaded_; }

 private:
  TemporaryFolder folder_;
  LoadedCheckpoint loaded_;
};

}  // namespace cloze::test
