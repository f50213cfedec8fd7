// SPDX-License-Identifier: GPL-3.0-or-later
// The tokenizer files of a Hugging Face model folder.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/tokenizer/foreign_tokenizer.h"
#include "core/tokenizer/json_parts.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t largest_file = std::size_t{256} << 20;

/// Nothing where the file is not there.
Result<std::optional<std::string>> read_optional(const fs::path& path) {
  auto text = read_file(path, largest_file);
  if (text) return std::optional(std::move(*text));
  if (text.error().code == ErrorCode::not_found) return std::optional<std::string>{};
  return std::unexpected(std::move(text).error());
}

Result<Json> read_json(const fs::path& path) {
  CLOZE_TRY(const auto text, read_optional(path));
  if (!text) return Json::object();
  constexpr const char* hint = "fetch this file again";
  CLOZE_TRY(Json json, parse_strict_json(*text, fmt::format("'{}'", path.string()), ErrorCode::bad_input,
                                         hint, most_tokens));
  if (!json.is_object())
    return fail(ErrorCode::bad_input, fmt::format("'{}' is not a JSON object", path.string()), hint);
  return json;
}

constexpr std::array<const char*, SpecialTokens::count> roles{"pad_token", "unk_token", "cls_token",
                                                              "sep_token", "mask_token"};
constexpr std::array<std::string_view, SpecialTokens::count> roberta_names{"<pad>", "<unk>", "<s>", "</s>",
                                                                           "<mask>"};

/// A special token is written as its text, or as an object with the text as "content".
std::optional<std::string> name_in(const Json& file, const char* role) {
  const auto found = file.find(role);
  if (found == file.end()) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  if (found->is_object() && found->contains("content") && (*found)["content"].is_string())
    return (*found)["content"].get<std::string>();
  return std::nullopt;
}

SpecialNames special_names(const Json& config, const Json& map, bool bytes) {
  SpecialNames names;
  for (std::size_t id = 0; id < names.size(); ++id) {
    const auto found = name_in(config, roles[id]), mapped = name_in(map, roles[id]);
    names[id] = found    ? *found
                : mapped ? *mapped
                         : std::string(bytes ? roberta_names[id] : special_token_names[id]);
  }
  return names;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// What closes a text, and which special tokens there are; as BertTokenizerFast and RobertaTokenizerFast.
void add_frame(Json& file, const SpecialNames& special, const Json& vocabulary, bool bytes) {
  Json added = Json::array();
  for (std::size_t id = 0; id < special.size(); ++id) {
    const auto found = vocabulary.find(special[id]);
    if (found == vocabulary.end()) continue;  // Told where the vocabulary is made.
    added.push_back({{"id", *found},
                     {"content", special[id]},
                     {"single_word", false},
                     {"lstrip", bytes && id == SpecialTokens::mask},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  }
  file["added_tokens"] = std::move(added);
  const auto pair_of = [&](TokenId id) -> Json {
    const auto found = vocabulary.find(special[static_cast<std::size_t>(id)]);
    return {special[static_cast<std::size_t>(id)], found == vocabulary.end() ? Json() : *found};
  };
  file["post_processor"] = {{"type", bytes ? "RobertaProcessing" : "BertProcessing"},
                            {"sep", pair_of(SpecialTokens::sep)},
                            {"cls", pair_of(SpecialTokens::cls)}};
  if (bytes) {
    file["post_processor"]["trim_offsets"] = true;
    file["post_processor"]["add_prefix_space"] = false;
  }
}

Json wordpiece_file(Json vocabulary, const BertNormalization& normalization, const SpecialNames& special) {
  Json file{
      {"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", Json::array()}};
  file["normalizer"] = {{"type", "BertNormalizer"},
                        {"clean_text", normalization.clean_text},
                        {"handle_chinese_chars", normalization.chinese_characters},
                        {"strip_accents", normalization.strip_accents},
                        {"lowercase", normalization.lowercase}};
  file["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
  add_frame(file, special, vocabulary, false);
  file["decoder"] = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
  file["model"] = {{"type", "WordPiece"},
                   {"unk_token", special[SpecialTokens::unknown]},
                   {"continuing_subword_prefix", "##"},
                   {"max_input_chars_per_word", 100},
                   {"vocab", std::move(vocabulary)}};
  return file;
}

/// Tokens that are there once, with their ids. The object's own way in would look through all before each.
template <class Text>
Json vocabulary_of(const std::vector<Text>& tokens) {
  Json vocabulary = Json::object();
  auto& entries = vocabulary.get_ref<Json::object_t&>();
  for (std::size_t id = 0; id < tokens.size(); ++id) entries.emplace_back(std::string(tokens[id]), id);
  return vocabulary;
}

Result<Json> from_vocab_txt(const std::string& text, const fs::path& path, const JsonParts& config,
                            const SpecialNames& special) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::unordered_map<std::string_view, std::size_t> ids;
  for (std::size_t id = 0; id < lines.size(); ++id)
    if (const auto [known, added] = ids.emplace(lines[id], id); !added)
      return fail(ErrorCode::bad_input, fmt::format("'{}', line {}: '{}' stands in line {} too",
                                                    path.string(), id + 1, lines[id], known->second + 1));
  Json vocabulary = vocabulary_of(lines);
  BertNormalization normalization;
  CLOZE_TRY(normalization.lowercase, config.boolean("do_lower_case", true));
  CLOZE_TRY(normalization.chinese_characters, config.boolean("tokenize_chinese_chars", true));
  CLOZE_TRY(normalization.strip_accents, config.boolean("strip_accents", normalization.lowercase));
  return wordpiece_file(std::move(vocabulary), normalization, special);
}

Result<Json> from_vocab_json(Json vocabulary, const std::string& merges, const fs::path& path,
                             const JsonParts& config, const SpecialNames& special) {
  Json pairs = Json::array();
  for (const std::string_view line : lines_of(merges)) {
    if (line.empty() || line.starts_with("#version")) continue;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos)
      return fail(ErrorCode::bad_input, fmt::format("'{}': '{}' is not a pair", path.string(), line));
    pairs.push_back({line.substr(0, blank), line.substr(blank + 1)});
  }
  CLOZE_TRY(const bool prefix, config.boolean("add_prefix_space", false));
  Json file{{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", Json::array()},
            {"normalizer", nullptr}};
  const Json bytes{
      {"type", "ByteLevel"}, {"add_prefix_space", prefix}, {"trim_offsets", true}, {"use_regex", true}};
  file["pre_tokenizer"] = bytes;
  add_frame(file, special, vocabulary, true);
  file["decoder"] = bytes;
  file["model"] = {{"type", "BPE"},
                   {"dropout", nullptr},
                   {"unk_token", nullptr},
                   {"continuing_subword_prefix", ""},
                   {"end_of_word_suffix", ""},
                   {"fuse_unk", false},
                   {"vocab", std::move(vocabulary)},
                   {"merges", std::move(pairs)}};
  return file;
}

}  // namespace

ForeignTokenizer wordpiece_from_vocabulary(const std::vector<std::string>& tokens,
                                           const BertNormalization& normalization) {
  ForeignTokenizer made;
  std::ranges::copy(special_token_names, made.special.begin());
  made.rows = static_cast<std::int64_t>(tokens.size());
  made.tokenizer = wordpiece_file(vocabulary_of(tokens), normalization, made.special);
  return made;
}

Result<ForeignTokenizer> read_foreign_tokenizer(const fs::path& folder, std::int64_t rows) {
  CLOZE_TRY(const Json config, read_json(folder / "tokenizer_config.json"));
  CLOZE_TRY(const Json map, read_json(folder / "special_tokens_map.json"));
  const JsonParts config_parts(config, fmt::format("'{}'", (folder / "tokenizer_config.json").string()));
  ForeignTokenizer foreign;
  foreign.rows = rows;
  fs::path source = folder / "tokenizer.json";
  CLOZE_TRY(foreign.tokenizer, read_json(source));
  CLOZE_TRY(const auto lines, read_optional(folder / "vocab.txt"));
  CLOZE_TRY(const auto merges, read_optional(folder / "merges.txt"));
  if (!foreign.tokenizer.empty()) {
    const JsonParts parts(foreign.tokenizer, fmt::format("'{}'", source.string()));
    CLOZE_TRY(const std::string type, parts.text("model.type", "absent"));
    if (type != "WordPiece" && type != "BPE")
      return parts.wrong("model.type",
                         fmt::format("is {}, only WordPiece and byte-level BPE can be read", type));
    foreign.kind = type == "WordPiece" ? TokenizerKind::wordpiece : TokenizerKind::byte_bpe;
    foreign.special = special_names(config, map, foreign.kind == TokenizerKind::byte_bpe);
  } else if (lines) {
    source = folder / "vocab.txt";
    foreign.special = special_names(config, map, false);
    CLOZE_TRY(foreign.tokenizer, from_vocab_txt(*lines, source, config_parts, foreign.special));
  } else if (merges) {
    source = folder / "vocab.json";
    foreign.kind = TokenizerKind::byte_bpe;
    foreign.special = special_names(config, map, true);
    CLOZE_TRY(Json vocabulary, read_json(source));
    CLOZE_TRY(foreign.tokenizer, from_vocab_json(std::move(vocabulary), *merges, folder / "merges.txt",
                                                 config_parts, foreign.special));
  } else {
    return fail(ErrorCode::not_found,
                fmt::format("'{}' has no tokenizer: neither tokenizer.json, vocab.txt nor vocab.json with "
                            "merges.txt",
                            folder.string()),
                "fetch the tokenizer's files of the same model into this folder");
  }
  CLOZE_TRY([[maybe_unused]] const auto usable,
            make_foreign_tokenizer(foreign, fmt::format("'{}'", source.string()), foreign_cleaning(), ""));
  return foreign;
}

}  // namespace cloze
