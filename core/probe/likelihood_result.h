// SPDX-License-Identifier: GPL-3.0-or-later
// What pseudo_log_likelihood() says, as plain values.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/probe/fill_result.h"

namespace cloze {

struct TokenLikelihood {
  std::int64_t position = 0;   ///< In the row; [CLS] is 0.
  TokenProbability token;      ///< What stands there, and how probable it is there.
  double log_probability = 0;  ///< The same in nats, also where the probability is too small for a number.
  std::int64_t rank = 1;       ///< 1: nothing is more probable.
  TokenProbability expected;   ///< The most probable one.
};

struct LikelihoodResult {
  std::string text;                 ///< As asked.
  std::vector<std::string> tokens;  ///< All pieces of the row as the model saw them.
  std::vector<TokenLikelihood> scores;
  double log_likelihood = 0;  ///< Sum over the scores, nats.
  std::int64_t step = 0;      ///< Of the weights that answered.
  bool live = false;          ///< Answered by the run in training.

  /// Per token.
  double perplexity() const { return std::exp(-log_likelihood / static_cast<double>(scores.size())); }
};

}  // namespace cloze
