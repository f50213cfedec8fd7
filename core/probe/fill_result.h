// SPDX-License-Identifier: GPL-3.0-or-later
// The question and the answer of fill-mask, as plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

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

struct FillResult {
  std::string text;                 ///< As asked.
  std::string filled;               ///< With the most probable token in each mask.
  std::vector<std::string> tokens;  ///< All pieces of the row as the model saw them.
  std::vector<FilledMask> masks;    ///< In order.
  std::int64_t step = 0;            ///< Of the weights that answered.
  bool live = false;                ///< Answered by the run in training.
};

}  // namespace cloze
