// SPDX-License-Identifier: GPL-3.0-or-later
// What byte-level BPE does to a text before bytes are joined, and how its vocabulary spells bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/boundaries.h"

namespace cloze {

/// The parts that GPT-2's pattern cuts a text into:
///   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// They cover the text (valid UTF-8) without a gap.
std::vector<TextRange> byte_bpe_parts(std::string_view text);

/// Bytes as the vocabulary spells them: printable ones as themselves, the others as U+0100 and following.
std::string spell_bytes(std::string_view bytes);
/// The other way; bytes of a character that spells none are kept.
std::string spelled_bytes(std::string_view spelled);

/// A text composed (NFC), and for each of its bytes the range in the original that it comes from.
struct ComposedText {
  std::string text;
  std::vector<TextRange> origin;  ///< Empty where nothing has changed.
  TextRange range(std::size_t begin, std::size_t end) const;
};
ComposedText compose(std::string_view text);

}  // namespace cloze
