// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/manifest.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text_name.h"
#include "core/data/shard.h"
#include "core/text/object_reader.h"
#include "core/text/step_reports_json.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// Of a corpus of 60,000 files named one by one; what a hostile one can make of our memory is twenty times
/// it.
constexpr std::size_t largest_manifest = 16 << 20;

constexpr std::array<std::pair<DocumentBoundary, const char*>, 2> boundary_names{
    {{DocumentBoundary::file, "file"}, {DocumentBoundary::blank_line, "blank_line"}}};
constexpr std::array<std::pair<Split, const char*>, 2> split_names{
    {{Split::train, "train"}, {Split::held_out, "held_out"}}};

Json to_json(const SplitCounts& counts) {
  return {{"documents", counts.documents},
          {"sentences", counts.sentences},
          {"tokens", counts.tokens},
          {"unknown_tokens", counts.unknown_tokens}};
}

void read(ObjectReader object, SplitCounts& counts) {
  object.read("documents", counts.documents);
  object.read("sentences", counts.sentences);
  object.read("tokens", counts.tokens);
  object.read("unknown_tokens", counts.unknown_tokens);
  object.finish();
}

Json to_json(const DatasetSettings& settings) {
  Json corpus = Json::array();
  for (const auto& path : settings.corpus) corpus.push_back(path.string());
  Json json{{"corpus", corpus},
            {"boundary", boundary_names[settings.format.boundary == DocumentBoundary::file ? 0 : 1].second},
            {"text_field", settings.format.text_field},
            {"held_out_share", settings.held_out_share},
            {"locale", settings.locale},
            {"threads", settings.threads}};
  if (!settings.weights.empty()) json["weights"] = settings.weights;
  if (!settings.format.steps.empty()) json["steps"] = Json::parse(to_json(settings.format.steps));
  return json;
}

/// The list of cleaning steps under "steps", which is left out where there are none.
void read_steps(ObjectReader& object, CleaningSteps& steps) {
  if (!object.has("steps")) return;
  const Json* list = object.list("steps");
  if (list == nullptr) return;
  auto read = steps_from_json(list->dump(), "steps", ErrorCode::damaged);
  if (!read) return object.complain("steps", fmt::format("cannot be used: {}", read.error().message));
  steps = std::move(*read);
}

/// One number per path under "weights", which is left out where there are none.
void read_weights(ObjectReader& object, DatasetSettings& settings) {
  if (!object.has("weights")) return;
  const Json* list = object.list("weights");
  if (list == nullptr) return;
  for (const Json& weight : *list) {
    if (!weight.is_number() ||
        !(weight.get<double>() >= smallest_weight && weight.get<double>() <= largest_weight))
      return object.complain("weights", fmt::format("must be a list of numbers from {:g} to {:g}",
                                                    smallest_weight, largest_weight));
    settings.weights.push_back(weight.get<double>());
  }
  if (settings.weights.size() != settings.corpus.size())
    object.complain("weights", fmt::format("are {}, there are {} paths of the corpus",
                                           settings.weights.size(), settings.corpus.size()));
}

void read_sources(ObjectReader& object, DatasetInfo& info) {
  if (!object.has("sources")) return;
  const Json* list = object.list("sources");
  if (list == nullptr) return;
  for (const Json& one : *list) {
    ObjectReader source = object.element("sources", one);
    source.read("documents", info.sources.emplace_back().documents);
    source.read("tokens", info.sources.back().tokens);
    source.finish();
  }
  if (info.sources.size() != info.settings.weights.size())
    object.complain("sources", "must be as many as the weights");
}

void read(ObjectReader object, DatasetSettings& settings) {
  if (const Json* corpus = object.list("corpus")) {
    for (const Json& path : *corpus) {
      if (!path.is_string()) return object.complain("corpus", "must be a list of paths");
      settings.corpus.emplace_back(path.get<std::string>());
    }
  }
  read_weights(object, settings);
  object.choice("boundary", boundary_names, settings.format.boundary);
  object.read_if_there("text_field", settings.format.text_field);
  read_steps(object, settings.format.steps);
  object.read("held_out_share", settings.held_out_share);
  object.read("locale", settings.locale);
  object.read("threads", settings.threads);
  object.finish();
}

Json to_json(const CorpusReport& report) {
  Json json{{"files", report.files},
            {"documents", report.documents},
            {"empty_documents", report.empty_documents},
            {"skipped_files", report.skipped_files},
            {"converted_files", Json(report.converted_files)},
            {"bytes_in", report.cleaning.bytes_in},
            {"bytes_out", report.cleaning.bytes_out},
            {"invalid_sequences", report.cleaning.invalid_sequences},
            {"control_characters", report.cleaning.control_characters}};
  if (!report.steps.empty()) json["steps"] = step_reports_to_json(report.steps);
  return json;
}

void read(ObjectReader object, CorpusReport& report) {
  object.read("files", report.files);
  object.read("documents", report.documents);
  object.read("empty_documents", report.empty_documents);
  object.read_if_there("skipped_files", report.skipped_files);
  object.read_if_there("converted_files", report.converted_files);
  object.read("bytes_in", report.cleaning.bytes_in);
  object.read("bytes_out", report.cleaning.bytes_out);
  object.read("invalid_sequences", report.cleaning.invalid_sequences);
  object.read("control_characters", report.cleaning.control_characters);
  read_step_reports(object, report.steps);
  object.finish();
}

Json to_json(const ShardEntry& shard) {
  return {{"file", shard.file},          {"split", split_name(shard.split)}, {"bytes", shard.bytes},
          {"sha256", shard.sha256},      {"tokens", shard.tokens},           {"sentences", shard.sentences},
          {"documents", shard.documents}};
}

ShardEntry read_shard(ObjectReader object) {
  ShardEntry shard;
  object.read("file", shard.file);
  // A name only: a path would let a damaged manifest read elsewhere.
  if (!check_folder_name("shard", shard.file)) object.complain("file", "must be a file name");
  object.choice("split", split_names, shard.split);
  object.read("bytes", shard.bytes);
  object.read("sha256", shard.sha256);
  object.read("tokens", shard.tokens);
  object.read("sentences", shard.sentences);
  object.read("documents", shard.documents);
  object.finish();
  return shard;
}

/// The shards of a split together hold what the split is said to hold.
void check_sums(const Manifest& manifest, Split split, const SplitCounts& said, ObjectReader& object) {
  SplitCounts sum;
  for (const ShardEntry& shard : manifest.shards)
    if (shard.split == split) {
      sum.documents += shard.documents;
      sum.sentences += shard.sentences;
      sum.tokens += shard.tokens;
    }
  if (sum.documents != said.documents || sum.sentences != said.sentences || sum.tokens != said.tokens)
    object.complain(split_name(split),
                    fmt::format("counts {} tokens, its shards hold {}", said.tokens, sum.tokens));
}

}  // namespace

std::string_view split_name(Split split) {
  return split == Split::train ? "train" : "held_out";
}

std::string manifest_to_json(const Manifest& manifest) {
  const DatasetInfo& info = manifest.info;
  Json shards = Json::array();
  for (const ShardEntry& shard : manifest.shards) shards.push_back(to_json(shard));
  Json json{{"format", dataset_format_version},
            {"name", info.name},
            {"hash", info.hash},
            {"tokenizer_name", info.tokenizer_name},
            {"tokenizer_hash", info.tokenizer_hash},
            {"vocabulary_size", info.vocabulary_size},
            {"settings", to_json(info.settings)},
            {"cleaning", Json::parse(to_json(info.cleaning))},
            {"train", to_json(info.train)},
            {"held_out", to_json(info.held_out)},
            {"report", to_json(info.report)},
            {"cut_sentences", info.cut_sentences},
            {"empty_sentences", info.empty_sentences},
            {"created", info.created},
            {"seconds", info.seconds},
            {"shards", shards}};
  for (const SourceCounts& source : info.sources)
    json["sources"].push_back({{"documents", source.documents}, {"tokens", source.tokens}});
  // A path need not be UTF-8, JSON must be.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Manifest> manifest_from_json(std::string_view text, const std::filesystem::path& path) {
  const std::string origin = path.string();
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::damaged, rebuild_hint));
  std::string error;
  // The version first: a newer file may differ in every other key.
  std::int64_t format = 0;
  ObjectReader(json, "", origin, error).read("format", format);
  if (format > dataset_format_version)
    return fail(ErrorCode::newer_version,
                fmt::format("{}: written in dataset format {}, this program reads up to {}", origin, format,
                            dataset_format_version),
                "update Cloze Studio");

  Manifest manifest;
  DatasetInfo& info = manifest.info;
  ObjectReader object(json, "", origin, error);
  object.read("format", format);
  if (format < 1) object.complain("format", "must be 1");
  object.read("name", info.name);
  if (const auto named = check_name("dataset", info.name); !named)
    object.complain("name", fmt::format("cannot be used: {}", named.error().message));
  object.read("hash", info.hash);
  if (info.hash.size() != 64 || info.hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    object.complain("hash", "must have 64 hexadecimal digits");
  object.read("tokenizer_name", info.tokenizer_name);
  object.read("tokenizer_hash", info.tokenizer_hash);
  object.read("vocabulary_size", info.vocabulary_size);
  // Tables are made of this size.
  if (info.vocabulary_size < SpecialTokens::count || info.vocabulary_size > largest_vocabulary)
    object.complain("vocabulary_size", fmt::format("is {}, it must be from {} to {}", info.vocabulary_size,
                                                   SpecialTokens::count, largest_vocabulary));
  read(object.object("settings"), info.settings);
  if (const Json* cleaning = object.whole("cleaning")) {
    auto options = cleaning_from_json(cleaning->dump(), origin + ": cleaning");
    if (!options) return std::unexpected(Error{ErrorCode::damaged, options.error().message, rebuild_hint});
    info.cleaning = *options;
  }
  read(object.object("train"), info.train);
  read(object.object("held_out"), info.held_out);
  read_sources(object, info);
  read(object.object("report"), info.report);
  object.read_if_there("cut_sentences", info.cut_sentences);
  object.read_if_there("empty_sentences", info.empty_sentences);
  object.read("created", info.created);
  object.read("seconds", info.seconds);
  if (const Json* shards = object.list("shards")) {
    for (const Json& shard : *shards) {
      const std::string place = fmt::format("shards[{}]", manifest.shards.size());
      manifest.shards.push_back(read_shard(object.element(place.c_str(), shard)));
      if (!error.empty()) break;
    }
  }
  object.finish();
  check_sums(manifest, Split::train, info.train, object);
  check_sums(manifest, Split::held_out, info.held_out, object);
  if (!error.empty()) return fail(ErrorCode::damaged, error, rebuild_hint);
  return manifest;
}

Result<Manifest> read_manifest(const std::filesystem::path& folder) {
  const auto missing = [&folder](std::string_view why) {
    return fail(ErrorCode::not_found, fmt::format("'{}' is no dataset: {}", folder.string(), why),
                rebuild_hint);
  };
  const auto absolute = std::filesystem::absolute(folder).lexically_normal();
  const auto name = absolute.has_filename() ? absolute.filename() : absolute.parent_path().filename();
  if (name.string().starts_with(unfinished_prefix)) return missing("its build has not ended");
  auto content = read_file(folder / manifest_file, largest_manifest);
  if (!content && content.error().code == ErrorCode::not_found)
    return missing(fmt::format("it has no {}", manifest_file));
  if (!content) return std::unexpected(std::move(content).error());
  return manifest_from_json(*content, folder / manifest_file);
}

}  // namespace cloze
