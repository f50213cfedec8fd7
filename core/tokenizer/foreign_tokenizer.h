// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers of Hugging Face model folders: WordPiece as BERT has it, byte-level BPE as RoBERTa and
// ModernBERT have it. One that was trained here as WordPiece is kept in the same form.
//
// Stored as tokenizer.model of a tokenizer folder, with the kind in its tokenizer.json:
//   {"format": 1,
//    "special": [their names of [PAD] [UNK] [CLS] [SEP] [MASK]],
//    "rows": rows of the model's token table,
//    "tokenizer": tokenizer.json of the tokenizers library, as it was or as made from vocab.txt}
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/tokenizer/bert_words.h"
#include "core/tokenizer/foreign_vocabulary.h"

namespace cloze {

/// What a foreign folder says of its tokenizer, checked.
struct ForeignTokenizer {
  TokenizerKind kind = TokenizerKind::wordpiece;
  SpecialNames special;
  std::int64_t rows = 0;
  nlohmann::ordered_json tokenizer;  ///< Of the tokenizers library.

  std::string to_bytes() const;
};

/// From tokenizer.json, else vocab.txt (WordPiece), else vocab.json and merges.txt (byte-level BPE), with
/// tokenizer_config.json and special_tokens_map.json where they are there. not_found without any of them;
/// bad_input, naming file and part, for a tokenizer of another kind or one that cannot go with a table of
/// `rows` rows.
Result<ForeignTokenizer> read_foreign_tokenizer(const std::filesystem::path& folder, std::int64_t rows);

/// Of BERT's kind, with these tokens by id, "##" before those that go on, and BERT's names of the special
/// ones.
ForeignTokenizer wordpiece_from_vocabulary(const std::vector<std::string>& tokens,
                                           const BertNormalization& normalization);

/// From what to_bytes() gave; damaged, naming origin.
Result<ForeignTokenizer> foreign_tokenizer_from_bytes(std::string_view bytes, std::string_view origin);

/// Ready to encode. bad_input names origin and the part that is wrong.
Result<std::shared_ptr<const Tokenizer>> make_foreign_tokenizer(const ForeignTokenizer& foreign,
                                                                std::string_view origin,
                                                                CleaningOptions cleaning, std::string hash);

/// Text goes to foreign tokenizers as it is: they clean for themselves.
CleaningOptions foreign_cleaning(InvalidUtf8 invalid_utf8 = InvalidUtf8::replace);

/// Saves one as a tokenizer folder, which must not exist yet, and returns what is stored.
Result<TokenizerInfo> save_foreign_tokenizer(const ForeignTokenizer& foreign,
                                             const std::filesystem::path& folder);

}  // namespace cloze
