// SPDX-License-Identifier: GPL-3.0-or-later
// Weights under Hugging Face's names. Includes torch: engine .cpp files only.
#pragma once

#include "core/checkpoint/tensors.h"
#include "core/model/masked_language_model.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Every parameter of the model as transformers stores it, parts of the same memory where no other shape is
/// needed, the rows of the token table in the order of the tokenizer's own files. The decoder's weight (and
/// for BERT its bias under the decoder's name) is tied and left out, as transformers does. A feed-forward
/// block without a gate gets the open one described in hf_config.h.
NamedTensors hugging_face_weights(const MaskedLanguageModel& model, const Tokenizer& tokenizer);

}  // namespace cloze
