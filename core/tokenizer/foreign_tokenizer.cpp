// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/foreign_tokenizer.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/new_folder.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/tokenizer/byte_bpe_tokenizer.h"
#include "core/tokenizer/json_parts.h"
#include "core/tokenizer/tokenizer_info.h"
#include "core/tokenizer/wordpiece_tokenizer.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// Tokens by id: the model's, and the added ones, which may be among them or follow.
Result<std::vector<std::string>> tokens_of(const ForeignTokenizer& foreign, const JsonParts& parts) {
  std::vector<std::string> tokens;
  const auto put = [&](const std::string& token, const Json& id, std::string_view where) -> Result<void> {
    if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() >= foreign.rows)
      return parts.wrong(
          where, fmt::format("gives the token '{}' the id {}, the model's token table has the rows 0 to {}",
                             token, id.dump(), foreign.rows - 1));
    const auto at = id.get<std::size_t>();
    if (at >= tokens.size()) tokens.resize(at + 1);
    if (!tokens[at].empty() && tokens[at] != token)
      return parts.wrong(where, fmt::format("gives the id {} to '{}' and to '{}'", at, tokens[at], token));
    tokens[at] = token;
    return {};
  };
  CLOZE_TRY(const Json* vocabulary, parts.object("model.vocab"));
  for (const auto& [token, id] : vocabulary->items()) CLOZE_CHECK(put(token, id, "model.vocab"));
  for (const Json& added : parts.list("added_tokens")) {
    if (!added.is_object() || !added.contains("content") || !added["content"].is_string() ||
        !added.contains("id"))
      return parts.wrong("added_tokens", "holds an entry without content or id");
    CLOZE_CHECK(put(added["content"], added["id"], "added_tokens"));
  }
  return tokens;
}

Result<WordPieceSettings> wordpiece_settings(const JsonParts& parts) {
  WordPieceSettings settings;
  CLOZE_CHECK(parts.require("normalizer.type", "BertNormalizer"));
  CLOZE_CHECK(parts.require("pre_tokenizer.type", "BertPreTokenizer"));
  BertNormalization& normalization = settings.normalization;
  CLOZE_TRY(normalization.clean_text, parts.boolean("normalizer.clean_text", true));
  CLOZE_TRY(normalization.chinese_characters, parts.boolean("normalizer.handle_chinese_chars", true));
  CLOZE_TRY(normalization.lowercase, parts.boolean("normalizer.lowercase", true));
  CLOZE_TRY(normalization.strip_accents, parts.boolean("normalizer.strip_accents", normalization.lowercase));
  CLOZE_TRY(settings.continuing_prefix, parts.text("model.continuing_subword_prefix", "##"));
  CLOZE_TRY(settings.longest_word, parts.integer("model.max_input_chars_per_word", 100));
  for (const Json& added : parts.list("added_tokens"))
    if (!added.value("special", false))
      return parts.wrong("added_tokens", fmt::format("holds '{}', which is not a special token",
                                                     added.value("content", std::string())));
  return settings;
}

}  // namespace

CleaningOptions foreign_cleaning(InvalidUtf8 invalid_utf8) {
  return {Normalization::none, /*lowercase=*/false, /*strip_control=*/false, /*collapse_whitespace=*/false,
          invalid_utf8};
}

std::string ForeignTokenizer::to_bytes() const {
  Json json;
  json["format"] = 1;
  json["special"] = special;
  json["rows"] = rows;
  json["tokenizer"] = tokenizer;
  return json.dump() + "\n";
}

Result<ForeignTokenizer> foreign_tokenizer_from_bytes(std::string_view bytes, std::string_view origin) {
  const auto damaged = [&] {
    return fail(ErrorCode::damaged, fmt::format("{}: not a stored tokenizer", origin),
                "restore the folder from a copy, or import the model again");
  };
  auto parsed = parse_strict_json(bytes, origin, ErrorCode::damaged, "", most_tokens);
  if (!parsed) return damaged();
  Json& json = *parsed;
  ForeignTokenizer foreign;
  try {
    if (json.at("format").get<int>() != 1) return damaged();
    foreign.special = json.at("special").get<SpecialNames>();
    foreign.rows = json.at("rows").get<std::int64_t>();
    foreign.tokenizer = std::move(json.at("tokenizer"));
    const std::string type = foreign.tokenizer.at("model").at("type");
    foreign.kind = type == "WordPiece" ? TokenizerKind::wordpiece : TokenizerKind::byte_bpe;
  } catch (const Json::exception&) {
    return damaged();
  }
  return foreign;
}

Result<std::shared_ptr<const Tokenizer>> make_foreign_tokenizer(const ForeignTokenizer& foreign,
                                                                std::string_view origin,
                                                                CleaningOptions cleaning, std::string hash) {
  const JsonParts parts(foreign.tokenizer, origin);
  CLOZE_TRY(std::vector<std::string> tokens, tokens_of(foreign, parts));
  CLOZE_TRY(ForeignVocabulary vocabulary,
            ForeignVocabulary::make(std::move(tokens), foreign.special, foreign.rows, origin));
  if (foreign.kind == TokenizerKind::wordpiece) {
    CLOZE_TRY(WordPieceSettings settings, wordpiece_settings(parts));
    return make_wordpiece_tokenizer(std::move(vocabulary), std::move(settings), cleaning, std::move(hash));
  }
  CLOZE_TRY(ByteBpeSettings settings, byte_bpe_settings(parts));
  return make_byte_bpe_tokenizer(std::move(vocabulary), std::move(settings), cleaning, std::move(hash));
}

Result<TokenizerInfo> save_foreign_tokenizer(const ForeignTokenizer& foreign,
                                             const std::filesystem::path& folder) {
  const std::string model = foreign.to_bytes();
  StoredTokenizer stored;
  stored.info.name = tokenizer_name(folder);
  stored.info.settings.kind = foreign.kind;
  stored.info.settings.vocabulary_size = foreign.rows;
  stored.info.settings.cleaning = foreign_cleaning();
  stored.model_sha256 = sha256_hex(model);
  stored.info.hash = tokenizer_hash(stored.model_sha256, stored.info.settings);
  stored.info.created = unix_seconds();
  CLOZE_TRY(NewFolder made, NewFolder::create(folder));
  CLOZE_CHECK(write_file_synced(made.path() / tokenizer_model_file, model));
  CLOZE_CHECK(write_file_synced(made.path() / tokenizer_info_file, to_json(stored)));
  CLOZE_CHECK(made.publish());
  return std::move(stored.info);
}

}  // namespace cloze
