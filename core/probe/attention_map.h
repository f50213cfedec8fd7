// SPDX-License-Identifier: GPL-3.0-or-later
// Which tokens the heads of a layer look at: the softmax of scores between all pairs of positions (Vaswani et
// al. 2017, section 3.2.1). No torch in this header.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/model_handle.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

struct AttentionQuestion {
  std::string text;
  std::int64_t layer = 0;  ///< From 0.
  std::int64_t head = 0;   ///< From 0; every_head: their mean.
  static constexpr std::int64_t every_head = -1;
};

struct AttentionMap {
  std::string text;                    ///< As asked.
  std::vector<std::string> tokens;     ///< All pieces of the row as the model saw them, T.
  std::int64_t layers = 0, heads = 0;  ///< Of the model.
  std::int64_t layer = 0, head = 0;    ///< As asked.
  std::vector<float> weights;          ///< T*T: row of the token that looks, column of the one looked at;
                                       ///< rows sum to 1.
  std::int64_t step = 0;               ///< Of the weights that answered.
  bool live = false;                   ///< Answered by the run in training.
};

/// In fp32, no dropout. bad_input for a layer or head that the model has not, with the ones it has, and as
/// question_row.h says. The model is put into evaluation mode and back; one caller at a time.
Result<AttentionMap> attention_map(const ModelHandle& model, const Tokenizer& tokenizer,
                                   const AttentionQuestion& question);

}  // namespace cloze
