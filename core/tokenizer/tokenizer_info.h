// SPDX-License-Identifier: GPL-3.0-or-later
// tokenizer.json: what a stored tokenizer was made from, and the hashes that tell whether it is still that
// one.
//
//   {
//     "format": 1,
//     "hash": "...",            identity of the tokenizer, see tokenizer_hash()
//     "model_sha256": "...",    of the bytes of tokenizer.model
//     "created": 1767225600.0,  Unix seconds
//     "settings": {"kind", "vocabulary_size", "character_coverage", "sample_bytes", "seed", "cleaning":
//     {...}}, "report": {"files", "documents", "empty_documents", "skipped_files", "cleaning": {"bytes_in",
//                "bytes_out", "invalid_sequences", "control_characters"}, "sentences", "sampled_sentences",
//                "sampled_bytes", "split_lines", "reserved_characters", "seconds"}
//   }
//
// Every key is there and no other; "skipped_files" and "reserved_characters" are missing in older files.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

inline constexpr const char* tokenizer_model_file = "tokenizer.model";
inline constexpr const char* tokenizer_info_file = "tokenizer.json";

/// The name under which a person knows the tokenizer in this folder.
std::string tokenizer_name(const std::filesystem::path& folder);

/// SHA-256 over the model's hash and the settings that change what a text is encoded to: kind and cleaning.
/// How the model came about (sampling, seed) is in its bytes already.
std::string tokenizer_hash(std::string_view model_sha256, const TokenizerSettings& settings);

/// bad_input for a name that cannot be used or is taken.
Result<void> check_new_tokenizer(const std::filesystem::path& folder);

struct StoredTokenizer {
  TokenizerInfo info;
  std::string model_sha256;
};

std::string to_json(const StoredTokenizer& stored);
/// origin is the file named in errors. damaged names the key; newer_version for a format number above 1.
Result<StoredTokenizer> tokenizer_from_json(std::string_view json, std::string_view origin);
/// From the bytes of its tokenizer.model; errors name origin.
Result<std::shared_ptr<const Tokenizer>> make_tokenizer(std::string_view model, const std::string& origin,
                                                        const StoredTokenizer& stored);
/// Reads and checks tokenizer.json of a folder.
Result<StoredTokenizer> read_stored_tokenizer(const std::filesystem::path& folder);

}  // namespace cloze
