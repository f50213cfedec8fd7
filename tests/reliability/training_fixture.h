// SPDX-License-Identifier: GPL-3.0-or-later
// A training so small that a whole run takes a fraction of a second, on a dataset of made-up numbers.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/file_names.h"
#include "tests/core/data/data_fixture.h"
#include "tests/reliability/trace.h"

namespace cloze::test {

/// 20 documents, 62 rows of 16 tokens in an epoch: with batches of 2, a step in an epoch's middle leaves 31.
inline void write_numbers_dataset(const std::filesystem::path& folder) {
  FakeDataset numbers;
  numbers.vocabulary_size = 48;
  const auto documents = [](std::uint64_t key, int count) {
    std::vector<TokenizedDocument> made;
    for (int d = 0; d < count; ++d) {
      Sentence ids;
      TokenId id = 5 + static_cast<TokenId>(mix(key, static_cast<std::uint64_t>(d)) % 40);
      for (int i = 0; i < 42; ++i) {  // The next one is mostly the one after: there is something to learn.
        ids.push_back(id);
        const std::uint64_t draw = mix(key, static_cast<std::uint64_t>(1000 + d * 100 + i));
        id = draw % 10 < 8 ? 5 + (id - 5 + 1) % 40 : 5 + static_cast<TokenId>(draw / 16 % 40);
      }
      made.push_back(document({ids}));
    }
    return made;
  };
  numbers.train = documents(1, 20);
  numbers.held_out = documents(2, 4);
  numbers.write(folder);
}

inline Recipe numbers_recipe() {
  Recipe recipe;
  recipe.model.layers = 1;
  recipe.model.hidden = 32;
  recipe.model.heads = 2;
  recipe.model.feed_forward = 64;
  recipe.model.max_positions = 16;
  recipe.model.dropout = 0.1;
  recipe.model.initializer_std = 0.05;
  recipe.objective.sequence_length = 16;
  recipe.objective.mask_rate = 0.2;
  recipe.optimizer.batch_size = 2;
  recipe.optimizer.learning_rate = 5e-3;
  recipe.optimizer.precision = Precision::fp32;
  recipe.schedule.warmup_steps = 10;
  recipe.budget.steps = 64;
  recipe.checkpoint.every_steps = 8;
  recipe.evaluation.every_steps = 16;
  recipe.evaluation.max_rows = 8;
  return recipe;
}

/// A way of computing the same training.
struct Way {
  Precision precision;
  std::int64_t accumulation;
  int loader_threads;
};

class TrainingTest : public testing::Test {
 protected:
  void SetUp() override {
    write_numbers_dataset(folder_ / "dataset");
    for (const char* name : tokenizer_files) put_file(folder_ / "tokenizer" / name, "made up");
  }

  TrainerSetup setup(const Recipe& recipe, const std::filesystem::path& checkpoints, int loader_threads = 0) {
    return {recipe,
            *Dataset::open(folder_ / "dataset"),
            folder_ / "tokenizer",
            checkpoints,
            DeviceChoice{},
            1,
            loader_threads};
  }

  /// Trains to the end, from the newest checkpoint where there is one.
  void train(const TrainerSetup& wanted, TracingObserver& observer,
             Trainer::End expected = Trainer::End::finished) {
    auto trainer = Trainer::make(wanted);
    ASSERT_TRUE(trainer) << to_string(trainer.error());
    if (const auto newest = newest_intact_checkpoint(wanted.checkpoints_folder)) {
      const auto restored = (*trainer)->restore(newest->folder);
      ASSERT_TRUE(restored) << to_string(restored.error());
    }
    const auto end = (*trainer)->run(observer);
    ASSERT_TRUE(end) << to_string(end.error());
    EXPECT_EQ(*end, expected);
  }

  /// Hash of weights and optimizer state of the newest checkpoint.
  static std::string end_of(const std::filesystem::path& checkpoints) {
    const auto newest = newest_intact_checkpoint(checkpoints);
    EXPECT_TRUE(newest) << to_string(newest.error());
    return *sha256_of_file(newest->folder / weights_file) + *sha256_of_file(newest->folder / optimizer_file);
  }

  TemporaryFolder folder_;
};

}  // namespace cloze::test
