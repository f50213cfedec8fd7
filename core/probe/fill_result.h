// SPDX-License-Identifier: GPL-3.0-or-later
// The question and the answer of fill-mask, as plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Asked by work that takes several forward passes, between them; false ends it with the error cancelled.
using GoesOn = std::function<bool()>;

struct TokenProbability {
  TokenId id = 0;
  std::string token;  ///< As a person reads it: without the word-begin mark.
  bool starts_word = false;
  double probability = 0;
};

struct FilledMask {
  std::int64_t position = 0;          ///< Token position in the row; [CLS] is 0.
  std::vector<TokenProbability> top;  ///< Most probable first.
};

/// One way to fill all masks at once.
struct JointFilling {
  std::vector<TokenProbability> words;  ///< One for each mask, each with its probability given those before.
  double probability = 0;               ///< Their product.
  std::string filled;                   ///< The text with all of them.
};

struct JointFillings {
  std::vector<JointFilling> top;  ///< Most probable first; empty when not asked for or with one mask.
  bool exact = false;  ///< Whether no other filling is more probable; else the best that was found.
};

struct FillResult {
  std::string text;                 ///< As asked.
  std::string filled;               ///< With the most probable token in each mask.
  std::vector<std::string> tokens;  ///< All pieces of the row as the model saw them.
  std::vector<FilledMask> masks;    ///< In order.
  std::int64_t step = 0;            ///< Of the weights that answered.
  bool live = false;                ///< Answered by the run in training.
  JointFillings joint = {};
};

}  // namespace cloze
