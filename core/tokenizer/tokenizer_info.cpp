// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_info.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/base/text_name.h"
#include "core/text/object_reader.h"
#include "core/text/step_reports_json.h"

namespace cloze {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
constexpr int format_version = 1;
constexpr const char* repair = "restore the folder from a copy, or train the tokenizer again";

constexpr std::array<std::pair<TokenizerKind, const char*>, 5> kind_names{
    {{TokenizerKind::unigram, "unigram"},
     {TokenizerKind::bpe, "bpe"},
     {TokenizerKind::character, "char"},
     {TokenizerKind::wordpiece, "wordpiece"},
     {TokenizerKind::byte_bpe, "byte_bpe"}}};

/// The cleaning options have a reader of their own, which says for itself what is wrong.
Result<void> read_settings(ObjectReader settings, const Json& file, TokenizerSettings& out,
                           std::string_view origin) {
  settings.choice("kind", kind_names, out.kind);
  settings.read("vocabulary_size", out.vocabulary_size);
  settings.read("character_coverage", out.character_coverage);
  settings.read("sample_bytes", out.sample_bytes);
  settings.read("seed", out.seed);
  settings.object("cleaning");
  settings.finish();
  if (settings.failed()) return {};
  CLOZE_TRY(out.cleaning, cleaning_from_json(file["settings"]["cleaning"].dump(),
                                             fmt::format("{}: settings.cleaning", origin)));
  return {};
}

void read_report(ObjectReader report, TokenizerReport& out) {
  report.read("files", out.corpus.files);
  report.read("documents", out.corpus.documents);
  report.read("empty_documents", out.corpus.empty_documents);
  report.read_if_there("skipped_files", out.corpus.skipped_files);
  report.read_if_there("converted_files", out.corpus.converted_files);
  ObjectReader cleaning = report.object("cleaning");
  cleaning.read("bytes_in", out.corpus.cleaning.bytes_in);
  cleaning.read("bytes_out", out.corpus.cleaning.bytes_out);
  cleaning.read("invalid_sequences", out.corpus.cleaning.invalid_sequences);
  cleaning.read("control_characters", out.corpus.cleaning.control_characters);
  cleaning.finish();
  read_step_reports(report, out.corpus.steps);
  report.read("sentences", out.sentences);
  report.read("sampled_sentences", out.sampled_sentences);
  report.read("sampled_bytes", out.sampled_bytes);
  report.read("split_lines", out.split_lines);
  report.read_if_there("reserved_characters", out.reserved_characters);
  report.read("seconds", out.seconds);
  report.finish();
}

}  // namespace

std::string_view kind_name(TokenizerKind kind) {
  return kind_names[static_cast<std::size_t>(kind)].second;
}

std::string tokenizer_name(const fs::path& folder) {
  const fs::path plain = folder.lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

Result<void> check_new_tokenizer(const fs::path& folder) {
  const std::string name = tokenizer_name(folder);
  CLOZE_CHECK(check_folder_name("tokenizer", name));
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error)))
    return fail(ErrorCode::bad_input, fmt::format("a tokenizer named '{}' exists already", name),
                "choose another name, or delete that one first");
  return {};
}

std::string tokenizer_hash(std::string_view model_sha256, const TokenizerSettings& settings) {
  Json json;
  json["model_sha256"] = model_sha256;
  json["kind"] = kind_name(settings.kind);
  json["cleaning"] = Json::parse(to_json(settings.cleaning));
  return sha256_hex(json.dump());
}

std::string to_json(const StoredTokenizer& stored) {
  const TokenizerSettings& settings = stored.info.settings;
  const TokenizerReport& report = stored.info.report;
  const CleaningCounts& counts = report.corpus.cleaning;
  Json json;
  json["format"] = format_version;
  json["hash"] = stored.info.hash;
  json["model_sha256"] = stored.model_sha256;
  json["created"] = stored.info.created;
  json["settings"] = {{"kind", kind_name(settings.kind)},
                      {"vocabulary_size", settings.vocabulary_size},
                      {"character_coverage", settings.character_coverage},
                      {"sample_bytes", settings.sample_bytes},
                      {"seed", settings.seed},
                      {"cleaning", Json::parse(to_json(settings.cleaning))}};
  json["report"] = {{"files", report.corpus.files},
                    {"documents", report.corpus.documents},
                    {"empty_documents", report.corpus.empty_documents},
                    {"skipped_files", report.corpus.skipped_files},
                    {"converted_files", Json(report.corpus.converted_files)},
                    {"cleaning",
                     {{"bytes_in", counts.bytes_in},
                      {"bytes_out", counts.bytes_out},
                      {"invalid_sequences", counts.invalid_sequences},
                      {"control_characters", counts.control_characters}}},
                    {"sentences", report.sentences},
                    {"sampled_sentences", report.sampled_sentences},
                    {"sampled_bytes", report.sampled_bytes},
                    {"split_lines", report.split_lines},
                    {"reserved_characters", report.reserved_characters},
                    {"seconds", report.seconds}};
  if (!report.corpus.steps.empty()) json["report"]["steps"] = step_reports_to_json(report.corpus.steps);
  return json.dump(2) + "\n";
}

Result<StoredTokenizer> tokenizer_from_json(std::string_view text, std::string_view origin) {
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::damaged, repair));
  std::string error;
  ObjectReader file(json, "", origin, error);
  // The version first: a newer file may differ in every other key.
  std::int64_t format = 0;
  file.read("format", format);
  if (format > format_version)
    return fail(ErrorCode::newer_version,
                fmt::format("{}: written in tokenizer format {}, this program reads up to {}", origin, format,
                            format_version),
                "update Cloze Studio");
  if (format < 1) file.complain("format", "must be 1");

  StoredTokenizer stored;
  file.read("hash", stored.info.hash);
  file.read("model_sha256", stored.model_sha256);
  file.read("created", stored.info.created);
  CLOZE_CHECK(read_settings(file.object("settings"), json, stored.info.settings, origin));
  read_report(file.object("report"), stored.info.report);
  file.finish();
  if (error.empty() && tokenizer_hash(stored.model_sha256, stored.info.settings) != stored.info.hash)
    file.complain("hash", "does not match the settings, which were changed after training");
  if (!error.empty()) return fail(ErrorCode::damaged, error, repair);
  return stored;
}

Result<StoredTokenizer> read_stored_tokenizer(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return fail(ErrorCode::not_found, fmt::format("there is no tokenizer folder '{}'", folder.string()));
  const fs::path path = folder / tokenizer_info_file;
  auto text = read_file(path, std::size_t{1} << 20);
  if (!text && text.error().code == ErrorCode::not_found)
    return fail(ErrorCode::damaged,
                fmt::format("the tokenizer folder '{}' lacks {}", folder.string(), tokenizer_info_file),
                repair);
  if (!text) return std::unexpected(std::move(text).error());
  CLOZE_TRY(StoredTokenizer stored, tokenizer_from_json(*text, path.string()));
  stored.info.name = tokenizer_name(folder);
  return stored;
}

Result<TokenizerInfo> read_tokenizer_info(const fs::path& folder) {
  CLOZE_TRY(StoredTokenizer stored, read_stored_tokenizer(folder));
  return std::move(stored.info);
}

}  // namespace cloze
