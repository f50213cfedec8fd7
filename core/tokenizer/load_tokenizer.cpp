// SPDX-License-Identifier: GPL-3.0-or-later
// A stored tokenizer of any kind, checked and ready to encode.
#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/tokenizer/foreign_tokenizer.h"
#include "core/tokenizer/model_check.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_info.h"

namespace cloze {
namespace {

constexpr const char* repair = "restore the folder from a copy, or train the tokenizer again";

}  // namespace

Result<std::shared_ptr<const Tokenizer>> make_tokenizer(std::string_view model, const std::string& origin,
                                                        const StoredTokenizer& stored) {
  const TokenizerSettings& settings = stored.info.settings;
  if (is_sentencepiece(settings.kind))
    return make_sentencepiece_tokenizer(model, origin, settings.kind, settings.cleaning, stored.info.hash);
  CLOZE_TRY(const ForeignTokenizer foreign, foreign_tokenizer_from_bytes(model, origin));
  return make_foreign_tokenizer(foreign, origin, foreign_cleaning(settings.cleaning.invalid_utf8),
                                stored.info.hash);
}

Result<std::shared_ptr<const Tokenizer>> load_tokenizer(const std::filesystem::path& folder) {
  CLOZE_TRY(const StoredTokenizer stored, read_stored_tokenizer(folder));
  const std::filesystem::path path = folder / tokenizer_model_file;
  auto model = read_file(path, largest_model);
  if (!model && model.error().code == ErrorCode::not_found)
    return fail(ErrorCode::damaged,
                fmt::format("the tokenizer folder '{}' lacks {}", folder.string(), tokenizer_model_file),
                repair);
  if (!model && model.error().code == ErrorCode::bad_input)  // Too large, or no file at all.
    return fail(ErrorCode::damaged, model.error().message, repair);
  if (!model) return std::unexpected(std::move(model).error());
  if (sha256_hex(*model) != stored.model_sha256)
    return fail(ErrorCode::damaged,
                fmt::format("'{}' does not match the hash recorded when it was trained", path.string()),
                repair);
  CLOZE_TRY(auto tokenizer, make_tokenizer(*model, path.string(), stored));
  if (tokenizer->vocabulary_size() != stored.info.settings.vocabulary_size)
    return fail(ErrorCode::damaged,
                fmt::format("'{}' has {} tokens, {} says {}", path.string(), tokenizer->vocabulary_size(),
                            tokenizer_info_file, stored.info.settings.vocabulary_size),
                repair);
  return tokenizer;
}

}  // namespace cloze
