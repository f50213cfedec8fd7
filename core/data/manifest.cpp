// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.h"
#include "core/data/shard.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

std::string_view boundary_name(DocumentBoundary boundary) {
  return boundary == DocumentBoundary::file ? "file" : "blank_line";
}

template <class Value>
bool fits(const Json& json) {
  if constexpr (std::is_same_v<Value, std::string>) return json.is_string();
  if constexpr (std::is_same_v<Value, std::uint64_t>) return json.is_number_unsigned();
  if constexpr (std::is_same_v<Value, std::int64_t>) return json.is_number_integer();
  if constexpr (std::is_same_v<Value, double>) return json.is_number();
}

/// Takes named values out of one object and remembers the first thing that is wrong; finish() finds keys
/// nobody took.
class ObjectReader {
 public:
  ObjectReader(const Json& json, std::string place, std::string& problem)
      : json_(json), place_(std::move(place)), problem_(problem) {
    if (!json.is_object()) complain(fmt::format("{} is not an object", place_));
  }

  template <class Value>
  void take(const char* key, Value& out) {
    const Json* json = find(key);
    if (json == nullptr) return;
    if (fits<Value>(*json))
      out = json->get<Value>();
    else
      complain(fmt::format("{}.{} has the wrong type", place_, key));
  }

  /// The value of a key, or nullptr when the object has none.
  const Json* find(const char* key) {
    taken_.insert(key);
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    if (found != json_.end()) return &*found;
    complain(fmt::format("{}.{} is missing", place_, key));
    return nullptr;
  }

  template <class Value>
  void take_choice(const char* key, const std::vector<std::pair<std::string_view, Value>>& choices,
                   Value& out) {
    std::string name;
    take(key, name);
    for (const auto& [choice, value] : choices)
      if (choice == name) {
        out = value;
        return;
      }
    complain(fmt::format("{}.{} is '{}'", place_, key, name));
  }

  void finish() {
    if (!json_.is_object()) return;
    for (const auto& [key, value] : json_.items())
      if (!taken_.contains(key)) complain(fmt::format("unknown key {}.{}", place_, key));
  }

  void complain(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
  }

 private:
  const Json& json_;
  std::string place_;
  std::string& problem_;
  std::set<std::string> taken_;
};

Json to_json(const SplitCounts& counts) {
  return {{"documents", counts.documents},
          {"sentences", counts.sentences},
          {"tokens", counts.tokens},
          {"unknown_tokens", counts.unknown_tokens}};
}

void read(const Json* json, const char* place, SplitCounts& counts, std::string& problem) {
  if (json == nullptr) return;
  ObjectReader object(*json, place, problem);
  object.take("documents", counts.documents);
  object.take("sentences", counts.sentences);
  object.take("tokens", counts.tokens);
  object.take("unknown_tokens", counts.unknown_tokens);
  object.finish();
}

Json to_json(const DatasetSettings& settings) {
  Json corpus = Json::array();
  for (const auto& path : settings.corpus) corpus.push_back(path.string());
  return {{"corpus", corpus},
          {"boundary", boundary_name(settings.boundary)},
          {"held_out_share", settings.held_out_share},
          {"locale", settings.locale},
          {"threads", settings.threads}};
}

void read(const Json* json, DatasetSettings& settings, std::string& problem) {
  if (json == nullptr) return;
  ObjectReader object(*json, "settings", problem);
  if (const Json* corpus = object.find("corpus"); corpus != nullptr) {
    if (!corpus->is_array())
      object.complain("settings.corpus is not a list");
    else
      for (const Json& path : *corpus) {
        if (path.is_string())
          settings.corpus.emplace_back(path.get<std::string>());
        else
          object.complain("settings.corpus holds something that is not text");
      }
  }
  object.take_choice<DocumentBoundary>(
      "boundary", {{"file", DocumentBoundary::file}, {"blank_line", DocumentBoundary::blank_line}},
      settings.boundary);
  object.take("held_out_share", settings.held_out_share);
  object.take("locale", settings.locale);
  object.take("threads", settings.threads);
  object.finish();
}

Json to_json(const CorpusReport& report) {
  return {{"files", report.files},
          {"documents", report.documents},
          {"empty_documents", report.empty_documents},
          {"bytes_in", report.cleaning.bytes_in},
          {"bytes_out", report.cleaning.bytes_out},
          {"invalid_sequences", report.cleaning.invalid_sequences},
          {"control_characters", report.cleaning.control_characters}};
}

void read(const Json* json, CorpusReport& report, std::string& problem) {
  if (json == nullptr) return;
  ObjectReader object(*json, "report", problem);
  object.take("files", report.files);
  object.take("documents", report.documents);
  object.take("empty_documents", report.empty_documents);
  object.take("bytes_in", report.cleaning.bytes_in);
  object.take("bytes_out", report.cleaning.bytes_out);
  object.take("invalid_sequences", report.cleaning.invalid_sequences);
  object.take("control_characters", report.cleaning.control_characters);
  object.finish();
}

Json to_json(const ShardEntry& shard) {
  return {{"file", shard.file},          {"split", split_name(shard.split)}, {"bytes", shard.bytes},
          {"sha256", shard.sha256},      {"tokens", shard.tokens},           {"sentences", shard.sentences},
          {"documents", shard.documents}};
}

ShardEntry read_shard(const Json& json, const std::string& place, std::string& problem) {
  ShardEntry shard;
  ObjectReader object(json, place, problem);
  object.take("file", shard.file);
  // A name only: a path would let a damaged manifest read elsewhere.
  if (shard.file.find('/') != std::string::npos)
    object.complain(fmt::format("{}.file is not a file name", place));
  object.take_choice<Split>("split", {{"train", Split::train}, {"held_out", Split::held_out}}, shard.split);
  object.take("bytes", shard.bytes);
  object.take("sha256", shard.sha256);
  object.take("tokens", shard.tokens);
  object.take("sentences", shard.sentences);
  object.take("documents", shard.documents);
  object.finish();
  return shard;
}

/// The shards of a split together hold what the split is said to hold.
void check_sums(const Manifest& manifest, Split split, const SplitCounts& said, std::string& problem) {
  SplitCounts sum;
  for (const ShardEntry& shard : manifest.shards)
    if (shard.split == split) {
      sum.documents += shard.documents;
      sum.sentences += shard.sentences;
      sum.tokens += shard.tokens;
    }
  if (problem.empty() &&
      (sum.documents != said.documents || sum.sentences != said.sentences || sum.tokens != said.tokens))
    problem =
        fmt::format("{} counts {} tokens, its shards hold {}", split_name(split), said.tokens, sum.tokens);
}

}  // namespace

std::string_view split_name(Split split) {
  return split == Split::train ? "train" : "held_out";
}

std::string manifest_to_json(const Manifest& manifest) {
  const DatasetInfo& info = manifest.info;
  Json shards = Json::array();
  for (const ShardEntry& shard : manifest.shards) shards.push_back(to_json(shard));
  const Json json{{"format", dataset_format_version},
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
                  {"created", info.created},
                  {"seconds", info.seconds},
                  {"shards", shards}};
  // A path need not be UTF-8, JSON must be.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Manifest> manifest_from_json(std::string_view text, const std::filesystem::path& path) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return std::unexpected(damaged_file(path, "it is not valid JSON"));
  std::string problem;
  Manifest manifest;
  DatasetInfo& info = manifest.info;
  ObjectReader object(json, "dataset", problem);
  std::uint64_t format = 0;
  object.take("format", format);
  if (format > dataset_format_version)
    return fail(ErrorCode::newer_version,
                fmt::format("'{}' is written in dataset format {}, this program reads up to {}",
                            path.string(), format, dataset_format_version),
                "update Cloze Studio");
  if (format != dataset_format_version) object.complain(fmt::format("dataset.format is {}", format));
  object.take("name", info.name);
  object.take("hash", info.hash);
  object.take("tokenizer_name", info.tokenizer_name);
  object.take("tokenizer_hash", info.tokenizer_hash);
  object.take("vocabulary_size", info.vocabulary_size);
  read(object.find("settings"), info.settings, problem);
  if (const Json* cleaning = object.find("cleaning"); cleaning != nullptr) {
    auto options = cleaning_from_json(cleaning->dump(), "cleaning");
    if (options)
      info.cleaning = *options;
    else
      object.complain(options.error().message);
  }
  read(object.find("train"), "train", info.train, problem);
  read(object.find("held_out"), "held_out", info.held_out, problem);
  read(object.find("report"), info.report, problem);
  object.take("created", info.created);
  object.take("seconds", info.seconds);
  if (const Json* shards = object.find("shards"); shards != nullptr) {
    if (!shards->is_array())
      object.complain("shards is not a list");
    else
      for (const Json& shard : *shards)
        manifest.shards.push_back(
            read_shard(shard, fmt::format("shards[{}]", manifest.shards.size()), problem));
  }
  object.finish();
  if (problem.empty() && info.hash.size() != 64) object.complain("dataset.hash does not have 64 digits");
  check_sums(manifest, Split::train, info.train, problem);
  check_sums(manifest, Split::held_out, info.held_out, problem);
  if (!problem.empty()) return std::unexpected(damaged_file(path, problem));
  return manifest;
}

Result<Manifest> read_manifest(const std::filesystem::path& folder) {
  const auto missing = [&folder](std::string_view why) {
    return fail(ErrorCode::not_found, fmt::format("'{}' is no dataset: {}", folder.string(), why),
                "build the dataset again");
  };
  const auto absolute = std::filesystem::absolute(folder).lexically_normal();
  const auto name = absolute.has_filename() ? absolute.filename() : absolute.parent_path().filename();
  if (name.string().starts_with(unfinished_prefix)) return missing("its build has not ended");
  auto content = read_file(folder / manifest_file, std::size_t{1} << 28);
  if (!content && content.error().code == ErrorCode::not_found)
    return missing(fmt::format("it has no {}", manifest_file));
  if (!content) return std::unexpected(std::move(content).error());
  return manifest_from_json(*content, folder / manifest_file);
}

}  // namespace cloze
