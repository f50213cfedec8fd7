// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of other people's folders into a model of ours. Includes torch: engine .cpp files only.
#pragma once

#include <string>
#include <vector>

#include "core/interop/hf_config_reader.h"
#include "core/interop/tensor_files.h"
#include "core/model/masked_language_model.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Copies them in, any float type to fp32, the rows of the token table in the order of our tokenizer. The
/// model was made for config.model and the tokenizer's vocabulary. Read besides transformers' present names:
/// the older gamma and beta, and names without the family's prefix. Heads that are not there keep the weights
/// the model starts with. Returns remarks for the person: what was not there, what was not used.
///
/// bad_input names the tensor, the shape found and the shape wanted; a tensor that is missing; a decoder that
/// is not the token table again (models here share the two).
Result<std::vector<std::string>> read_hugging_face_weights(const TensorFiles& files,
                                                           const ForeignConfig& config,
                                                           const Tokenizer& tokenizer,
                                                           MaskedLanguageModel& model);

}  // namespace cloze
