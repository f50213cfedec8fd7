// SPDX-License-Identifier: GPL-3.0-or-later
// Our parameter names and Hugging Face transformers' names for the same numbers: BertForPreTraining for the
// classic family, ModernBertForMaskedLM for the modern one.
#pragma once

#include <string>
#include <vector>

#include "core/config/recipe.h"

namespace cloze {

/// One of our parameters and the tensors of theirs that make it, joined along the first axis in this order.
struct HuggingFaceName {
  std::string ours;
  std::vector<std::string> theirs;  ///< Three (query, key, value) for the classic qkv, one otherwise.
};

/// The model families of transformers whose weights ours can take.
enum class HuggingFaceKind { bert, roberta, distilbert, modernbert };

/// Every parameter of the model once, in the order of named_parameters(). The decoder's weight is the token
/// table in both worlds and appears as that only. Where the modern family is not gated, transformers has no
/// model with these weights: its Wi would have twice the rows.
std::vector<HuggingFaceName> hugging_face_names(const ModelConfig& model);

/// The same for one of their families; all but modernbert are of our classic one. RoBERTa has no
/// next-sentence classifier, DistilBERT no pooler and no token types either: those keep BERT's names, which
/// no file holds.
std::vector<HuggingFaceName> hugging_face_names(const ModelConfig& model, HuggingFaceKind kind);

}  // namespace cloze
