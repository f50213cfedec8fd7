// SPDX-License-Identifier: GPL-3.0-or-later
// config.json of Hugging Face transformers.
#pragma once

#include <cstdint>
#include <string>

#include "core/config/recipe.h"

namespace cloze {

/// BertForPreTraining (next_sentence) or BertForMaskedLM for the classic family, ModernBertForMaskedLM with
/// global attention in every layer for the modern one. Written so that transformers 4.48 and later read it,
/// before and after version 5 renamed the rotary settings.
///
/// ModernBERT knows the gated feed-forward only. One without a gate is the same function with a gate that is
/// always open: mlp_bias is set, the gate's rows of Wi are 0 with bias 1, all other biases 0.
std::string hugging_face_config(const ModelConfig& model, std::int64_t vocabulary, bool next_sentence);

}  // namespace cloze
