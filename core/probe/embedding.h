// SPDX-License-Identifier: GPL-3.0-or-later
// Sentence embeddings: a vector per text from the encoder's last hidden states. No torch in this header.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/model_handle.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

enum class Pooling {
  mean,  ///< Over the text's tokens with [CLS] and [SEP], as sentence-transformers does (Reimers and Gurevych
         ///< 2019, section 3).
  cls,   ///< The state at [CLS].
};

struct Embeddings {
  std::vector<float> values_ND;  ///< N texts after one another, D = the model's hidden size.
  std::uint64_t tokens = 0;      ///< With [CLS] and [SEP].
  std::uint64_t truncated = 0;   ///< Texts that were longer than the model's positions and lost their end.
};

/// Clean text in, fp32 out; a text without a token is embedded as [CLS] [SEP]. A text's vector does not
/// depend on those it comes with beyond rounding. The model is put into evaluation mode and back; one caller
/// at a time. Hand over some thousand texts at once: they are sorted by length, so that little is padded.
Embeddings embed(const ModelHandle& model, const Tokenizer& tokenizer, Pooling pooling,
                 const std::vector<std::string>& clean_texts, const CancelFlag* cancel = nullptr);

}  // namespace cloze
