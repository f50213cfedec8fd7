// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenizers of every kind do with their pieces.
#pragma once

#include <string>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace cloze {

/// Tokenizer::decode() for pieces that mark a word's beginning with U+2581.
std::string decode_pieces(const Tokenizer& tokenizer, const std::vector<TokenId>& ids);

}  // namespace cloze
