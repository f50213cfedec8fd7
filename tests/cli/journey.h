// SPDX-License-Identifier: GPL-3.0-or-later
// A workspace to run the terminal program in, and runs so small that they take a second.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/cli/program.h"
#include "tests/support/sample_text.h"

namespace cloze::test {

using Json = nlohmann::json;

inline const std::vector<std::string> small{"--set",     "model.layers=1",
                                            "--set",     "model.hidden=32",
                                            "--set",     "model.feed_forward=64",
                                            "--set",     "objective.sequence_length=16",
                                            "--set",     "optimizer.batch_size=8",
                                            "--set",     "schedule.warmup_steps=3",
                                            "--device",  "cpu",
                                            "--threads", "1"};

/// A workspace with the tokenizer "small" and the dataset "people", made once.
class Journey : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write_sample_corpus(*folder_ / "corpus", 12, 40);
    const auto tokenizer =
        cloze()({"tokenizer", "train", "--name", "small", "--vocab", "80", corpus(), "--json"});
    ASSERT_EQ(tokenizer.status, 0) << tokenizer.errors;
    EXPECT_EQ(tokenizer.json()["vocabulary_size"], 80);
    const auto dataset = cloze()({"dataset", "build", "--name", "people", "--tokenizer", "small", corpus(),
                                  "--held-out", "0.2", "--json"});
    ASSERT_EQ(dataset.status, 0) << dataset.errors;
    EXPECT_GT(dataset.json()["train"]["tokens"], 1000);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static Program cloze() { return Program(*folder_ / "workspace"); }
  static std::string corpus() { return (*folder_ / "corpus").string(); }
  static std::vector<std::string> train(std::vector<std::string> more) {
    std::vector<std::string> words{"train", "--recipe", "quickstart", "--dataset", "people", "--json"};
    words.insert(words.end(), small.begin(), small.end());
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  static inline std::unique_ptr<TemporaryFolder> folder_;
};

}  // namespace cloze::test
