// SPDX-License-Identifier: GPL-3.0-or-later
// Byte-level BPE (Radford et al. 2019, "GPT-2", section 2.2), as RoBERTa and ModernBERT have it: a text is
// cut by a pattern, the bytes of each part are joined pair by pair in the order of the merges.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/tokenizer/foreign_vocabulary.h"
#include "core/tokenizer/json_parts.h"

namespace cloze {

struct ByteBpeSettings {
  struct Added {
    std::string text;
    bool takes_blanks_before = false, takes_blanks_behind = false;
  };
  bool compose = false;                                     ///< Canonical composition (NFC) first.
  bool prefix_space = false;                                ///< A text that begins with none gets a blank.
  std::vector<std::pair<std::string, std::string>> merges;  ///< Best first.
  std::vector<Added> added;  ///< Not special; found in a text before it is cut.
};

/// Of a tokenizer.json; bad_input names the part that is of another kind.
Result<ByteBpeSettings> byte_bpe_settings(const JsonParts& parts);

/// Pieces are shown as text, U+2581 for a blank they begin with; bytes that make no character as <0xE4>.
std::shared_ptr<const Tokenizer> make_byte_bpe_tokenizer(ForeignVocabulary vocabulary,
                                                         ByteBpeSettings settings, CleaningOptions cleaning,
                                                         std::string hash);

}  // namespace cloze
