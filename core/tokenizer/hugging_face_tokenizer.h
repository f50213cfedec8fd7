// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer of ours as the files that Hugging Face's tokenizers library reads.
//
// tokenizer.json repeats, step by step, what cleaning() and the model do to a text:
//   normalizer      control characters out, Unicode form, case folding, blanks to single spaces
//   pre-tokenizer   Metaspace: a blank becomes U+2581, which a text also begins with
//   model           Unigram with the scores of SentencePiece, or BPE with its merges
//   post-processor  [CLS] text [SEP], [CLS] text [SEP] text [SEP]
// The ids are the same as ours for every text of characters that this program's ICU knows. Two ways remain in
// which they may differ. Names of special tokens that stand in a text are taken as these tokens, which users
// of that library expect. And where two cuts of a word are equally probable within the rounding of a float,
// or BPE meets a piece that overlaps itself ("aaaaa"), either may be taken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.h"

namespace cloze {

struct HuggingFaceTokenizerSettings {
  std::int64_t longest = 512;  ///< Tokens the model takes, special tokens included.
  bool token_types = false;    ///< Whether the model tells the two texts of a pair apart.
};

/// tokenizer.json, tokenizer_config.json and special_tokens_map.json by name, from a tokenizer folder of
/// ours. damaged where load_tokenizer() says so.
Result<std::map<std::string, std::string>> hugging_face_tokenizer_files(
    const std::filesystem::path& tokenizer_folder, const HuggingFaceTokenizerSettings& settings);

}  // namespace cloze
