// SPDX-License-Identifier: GPL-3.0-or-later
// Fill-mask: what the model would write at every [MASK] of a sentence. No torch in this header.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/model/model_handle.h"
#include "core/probe/fill_result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

struct FillQuestion {
  std::string text;  ///< [MASK] where words are asked for; one [SEP] separates a pair.
  int top = 5;
  /// Also what the model would write into all masks together, see joint_filling.h. No matter with one mask.
  bool joint = false;
};

/// Answers in fp32 with softmax probabilities over the vocabulary, special tokens left out. bad_input without
/// a [MASK] and as question_row.h says. The model is put into evaluation mode and back; one caller at a time.
/// cancelled where joint fillings were sought and goes_on said no.
Result<FillResult> fill_mask(const ModelHandle& model, const Tokenizer& tokenizer,
                             const FillQuestion& question, const GoesOn& goes_on = {});

}  // namespace cloze
