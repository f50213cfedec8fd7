// SPDX-License-Identifier: GPL-3.0-or-later
// config.json of Hugging Face transformers.
#pragma once

#include <string>

#include "core/config/recipe.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// BertForPreTraining (next_sentence) or BertForMaskedLM for the classic family, ModernBertForMaskedLM for
/// the modern one, with the ids that the tokenizer's own files give (Tokenizer::original_id). Written so that
/// transformers 4.48 and later read it, before and after version 5 renamed the rotary settings.
///
/// ModernBERT knows the gated feed-forward only. One without a gate is the same function with a gate that is
/// always open: mlp_bias is set, the gate's rows of Wi are 0 with bias 1, all other biases 0.
std::string hugging_face_config(const ModelConfig& model, const Tokenizer& tokenizer, bool next_sentence);

}  // namespace cloze
