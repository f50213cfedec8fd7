// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to a text before the model sees it, as steps of Hugging Face's tokenizers library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/text/cleaning.h"

namespace cloze {

/// The "normalizer" of a tokenizer.json: clean() with these options, then what SentencePiece does to blanks.
nlohmann::ordered_json hugging_face_normalizer(const CleaningOptions& cleaning);

/// Lower-case characters whose full case folding is another text, with that text: what is left to be done
/// after lower-casing each character.
std::vector<std::pair<std::string, std::string>> folds_beyond_lower_case();

}  // namespace cloze
