// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/pieces.h"

#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {

std::string decode_pieces(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) {
    const bool special = id >= 0 && id < SpecialTokens::count;
    // [UNK] stands for characters, inside a word as well; the others stand apart.
    if (special && id != SpecialTokens::unknown && !text.empty() && !text.ends_with(' ')) text += ' ';
    std::string_view rest = tokenizer.piece(id);
    while (!rest.empty()) {
      const std::size_t mark = rest.find(word_mark);
      text += rest.substr(0, mark);
      if (mark == std::string_view::npos) break;
      text += ' ';
      rest.remove_prefix(mark + word_mark.size());
    }
  }
  if (text.starts_with(' ')) text.erase(0, 1);
  return text;
}

}  // namespace cloze
