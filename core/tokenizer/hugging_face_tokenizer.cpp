// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/hugging_face_tokenizer.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>
#include <unicode/utf8.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "core/base/file.h"
#include "core/tokenizer/foreign_tokenizer.h"
#include "core/tokenizer/hugging_face_normalizer.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_info.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

struct Piece {
  std::string text;
  double score = 0;
};

Result<std::vector<Piece>> read_pieces(const std::filesystem::path& folder) {
  // Loads as a reader does, with its checks; the scores are SentencePiece's own business otherwise.
  CLOZE_TRY([[maybe_unused]] const auto checked, load_tokenizer(folder));
  CLOZE_TRY(const std::string bytes, read_file(folder / tokenizer_model_file));
  std::vector<Piece> pieces;
  try {
    sentencepiece::SentencePieceProcessor processor;
    if (const auto status = processor.LoadFromSerializedProto(bytes); !status.ok())
      return fail(ErrorCode::damaged,
                  fmt::format("'{}': {}", (folder / tokenizer_model_file).string(), status.error_message()));
    for (int id = 0; id < processor.GetPieceSize(); ++id)
      pieces.push_back({processor.IdToPiece(id), static_cast<double>(processor.GetScore(id))});
  } catch (const std::exception& error) {
    return fail(ErrorCode::damaged,
                fmt::format("'{}': {}", (folder / tokenizer_model_file).string(), error.what()));
  }
  return pieces;
}

Json unigram_model(const std::vector<Piece>& pieces) {
  Json vocabulary = Json::array();
  for (const Piece& piece : pieces) vocabulary.push_back({piece.text, piece.score});
  return {{"type", "Unigram"},
          {"unk_id", SpecialTokens::unknown},
          {"vocab", std::move(vocabulary)},
          {"byte_fallback", false}};
}

/// SentencePiece joins the two neighbours that make the piece of the best score, whatever they are; the
/// library joins the pair that stands first in a list. So each piece, best first, gives every pair that makes
/// it.
Json merges_of(const std::vector<Piece>& pieces) {
  std::unordered_map<std::string_view, int> ids;
  for (std::size_t id = SpecialTokens::count; id < pieces.size(); ++id)
    ids.emplace(pieces[id].text, static_cast<int>(id));
  std::vector<const Piece*> in_order;
  for (std::size_t id = SpecialTokens::count; id < pieces.size(); ++id) in_order.push_back(&pieces[id]);
  std::ranges::stable_sort(in_order, std::greater{}, &Piece::score);
  Json merges = Json::array();
  for (const Piece* piece : in_order) {
    const std::string_view text = piece->text;
    for (std::size_t cut = 1; cut < text.size(); ++cut)
      if (!U8_IS_TRAIL(text[cut]) && ids.contains(text.substr(0, cut)) && ids.contains(text.substr(cut)))
        merges.push_back({text.substr(0, cut), text.substr(cut)});
  }
  return merges;
}

Json bpe_model(const std::vector<Piece>& pieces) {
  Json vocabulary = Json::object();
  // Each piece is there once; the object's own way in would look through all before each.
  auto& entries = vocabulary.get_ref<Json::object_t&>();
  for (std::size_t id = 0; id < pieces.size(); ++id) entries.emplace_back(std::string(pieces[id].text), id);
  return {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", special_token_names[SpecialTokens::unknown]},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", true},  // SentencePiece gives one [UNK] for a run of unknown characters.
          {"byte_fallback", false},
          {"ignore_merges", false},
          {"vocab", std::move(vocabulary)},
          {"merges", merges_of(pieces)}};
}

/// [MASK] takes the blank before it, as a word would; the blank behind it begins the next word.
Json special_token(TokenId id) {
  return {{"content", special_token_names[id]},
          {"single_word", false},
          {"lstrip", id == SpecialTokens::mask},
          {"rstrip", false},
          {"normalized", false},
          {"special", true}};
}

Json post_processor(bool token_types) {
  const auto special = [](TokenId id, int type) -> Json {
    return {{"SpecialToken", {{"id", special_token_names[id]}, {"type_id", type}}}};
  };
  const auto text = [](const char* name, int type) -> Json {
    return {{"Sequence", {{"id", name}, {"type_id", type}}}};
  };
  const int second = token_types ? 1 : 0;
  Json single = Json::array({special(SpecialTokens::cls, 0), text("A", 0), special(SpecialTokens::sep, 0)});
  Json pair = single;
  pair.push_back(text("B", second));
  pair.push_back(special(SpecialTokens::sep, second));
  Json tokens = Json::object();
  for (const TokenId id : {SpecialTokens::cls, SpecialTokens::sep})
    tokens[std::string(special_token_names[id])] = {
        {"id", special_token_names[id]}, {"ids", {id}}, {"tokens", {special_token_names[id]}}};
  return {{"type", "TemplateProcessing"},
          {"single", std::move(single)},
          {"pair", std::move(pair)},
          {"special_tokens", std::move(tokens)}};
}

Json tokenizer_json(const std::vector<Piece>& pieces, const TokenizerSettings& settings, bool token_types) {
  Json added = Json::array();
  for (TokenId id = 0; id < SpecialTokens::count; ++id) {
    Json token{{"id", id}};
    token.update(special_token(id));
    added.push_back(std::move(token));
  }
  // "first": text right behind a [MASK] goes on with its word.
  const Json metaspace{
      {"type", "Metaspace"}, {"replacement", word_mark}, {"prepend_scheme", "first"}, {"split", true}};
  Json file{{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", std::move(added)},
            {"normalizer", hugging_face_normalizer(settings.cleaning)},
            {"pre_tokenizer", metaspace},
            {"post_processor", post_processor(token_types)},
            {"decoder", metaspace}};
  // Characters are pairs that nothing joins: BPE without merges.
  file["model"] = settings.kind == TokenizerKind::unigram ? unigram_model(pieces) : bpe_model(pieces);
  return file;
}

constexpr std::pair<const char*, TokenId> roles[] = {{"pad_token", SpecialTokens::pad},
                                                     {"unk_token", SpecialTokens::unknown},
                                                     {"cls_token", SpecialTokens::cls},
                                                     {"sep_token", SpecialTokens::sep},
                                                     {"mask_token", SpecialTokens::mask}};

/// names: by our id, as the tokenizer's own files spell them.
std::string tokenizer_config(const SpecialNames& names, const Json& added_tokens,
                             const HuggingFaceTokenizerSettings& settings) {
  Json file;
  file["tokenizer_class"] = "PreTrainedTokenizerFast";
  Json decoder = Json::object();
  for (Json token : added_tokens) {
    const std::string id = token["id"].dump();
    token.erase("id");
    decoder[id] = std::move(token);
  }
  file["added_tokens_decoder"] = std::move(decoder);
  for (const auto& [role, id] : roles) file[role] = names[static_cast<std::size_t>(id)];
  file["model_max_length"] = settings.longest;
  file["model_input_names"] = settings.token_types
                                  ? Json::array({"input_ids", "token_type_ids", "attention_mask"})
                                  : Json::array({"input_ids", "attention_mask"});
  file["clean_up_tokenization_spaces"] = false;
  return file.dump(2) + "\n";
}

std::string special_tokens_map(const SpecialNames& names, const Json& added_tokens) {
  Json file;
  for (const auto& [role, id] : roles)
    for (Json token : added_tokens)
      if (token["content"] == names[static_cast<std::size_t>(id)]) {
        token.erase("id");
        token.erase("special");
        file[role] = std::move(token);
      }
  return file.dump(2) + "\n";
}

/// tokenizer.json and their names of the special tokens.
struct Content {
  Json tokenizer;
  SpecialNames special;
};

Result<Content> content_of(const std::filesystem::path& folder, bool token_types) {
  CLOZE_TRY(const StoredTokenizer stored, read_stored_tokenizer(folder));
  const TokenizerKind kind = stored.info.settings.kind;
  Content content;
  if (is_sentencepiece(kind)) {
    CLOZE_TRY(const std::vector<Piece> pieces, read_pieces(folder));
    content.tokenizer = tokenizer_json(pieces, stored.info.settings, token_types);
    std::ranges::copy(special_token_names, content.special.begin());
    return content;
  }
  // An imported one goes out as it came in.
  CLOZE_TRY([[maybe_unused]] const auto checked, load_tokenizer(folder));
  CLOZE_TRY(const std::string bytes, read_file(folder / tokenizer_model_file));
  CLOZE_TRY(
      ForeignTokenizer foreign,
      foreign_tokenizer_from_bytes(bytes, fmt::format("'{}'", (folder / tokenizer_model_file).string())));
  content.tokenizer = std::move(foreign.tokenizer);
  content.special = std::move(foreign.special);
  return content;
}

}  // namespace

Result<std::map<std::string, std::string>> hugging_face_tokenizer_files(
    const std::filesystem::path& tokenizer_folder, const HuggingFaceTokenizerSettings& settings) {
  CLOZE_TRY(Content content, content_of(tokenizer_folder, settings.token_types));
  const Json added = content.tokenizer.value("added_tokens", Json::array());
  std::map<std::string, std::string> files;
  files["tokenizer.json"] = content.tokenizer.dump(1) + "\n";
  files["tokenizer_config.json"] = tokenizer_config(content.special, added, settings);
  files["special_tokens_map.json"] = special_tokens_map(content.special, added);
  return files;
}

}  // namespace cloze
