// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint_manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t largest_manifest = 1 << 20;

std::unexpected<Error> damaged(std::string_view origin, std::string_view reason) {
  return fail(ErrorCode::damaged, fmt::format("{}: {}", origin, reason), "use an earlier checkpoint");
}

/// Throws Json::exception for anything else: get() would cast 1e45 to a whole number, which is undefined.
template <class Number>
Number whole(const Json& json) {
  if (!json.is_number_integer()) throw Json::type_error::create(302, "no whole number", &json);
  return json.get<Number>();
}

/// Throws Json::exception when a part is missing or of another type.
CheckpointManifest from_tree(const Json& json) {
  CheckpointManifest manifest;
  manifest.step = whole<std::int64_t>(json.at("step"));
  for (const auto& [name, file] : json.at("files").items())
    manifest.files[name] = {whole<std::uintmax_t>(file.at("size")), file.at("sha256").get<std::string>()};
  if (const Json& loss = json.at("metrics").at("held_out_loss"); !loss.is_null())
    manifest.held_out_loss = loss.get<double>();
  return manifest;
}

}  // namespace

bool is_checkpoint_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name != checkpoint_manifest_name &&
         name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

std::string checkpoint_manifest_to_json(const CheckpointManifest& manifest) {
  Json json;
  json["format"] = checkpoint_manifest_format;
  json["step"] = manifest.step;
  json["files"] = Json::object();
  for (const auto& [name, file] : manifest.files)
    json["files"][name] = {{"size", file.size}, {"sha256", file.sha256}};
  json["metrics"]["held_out_loss"] = manifest.held_out_loss ? Json(*manifest.held_out_loss) : Json(nullptr);
  json["sha256"] = sha256_hex(json.dump(2));
  return json.dump(2) + "\n";
}

Result<CheckpointManifest> checkpoint_manifest_from_json(std::string_view text, std::string_view origin) {
  CheckpointManifest manifest;
  const auto parsed = parse_strict_json(text, origin, ErrorCode::damaged, "");
  if (!parsed) return damaged(origin, "the manifest is garbled");
  try {
    const Json& json = *parsed;
    if (!json.is_object() || !json.contains("format") || !json["format"].is_number_integer())
      return damaged(origin, "it is not the manifest of a checkpoint");
    if (json["format"].get<std::int64_t>() > checkpoint_manifest_format)
      return fail(ErrorCode::newer_version,
                  fmt::format("{}: written in checkpoint format {}, this program reads up to {}", origin,
                              json["format"].get<std::int64_t>(), checkpoint_manifest_format),
                  "update Cloze Studio");
    manifest = from_tree(json);
  } catch (const Json::exception&) {
    return damaged(origin, "the manifest is garbled");
  }
  for (const auto& [name, file] : manifest.files)
    if (!is_checkpoint_file_name(name))
      return damaged(origin, fmt::format("'{}' is no name for a file here", name));
  // Writing it again must give the same bytes, hash included: so any change to any byte shows.
  if (checkpoint_manifest_to_json(manifest) != text)
    return damaged(origin, "the manifest was changed after it was written");
  return manifest;
}

Result<CheckpointManifest> read_checkpoint_manifest(const std::filesystem::path& checkpoint) {
  const std::filesystem::path path = checkpoint / checkpoint_manifest_name;
  const std::string origin = fmt::format("'{}'", path.string());
  const auto text = read_file(path, largest_manifest);
  if (!text && text.error().code == ErrorCode::not_found) return damaged(origin, "the file is missing");
  if (!text && text.error().code == ErrorCode::bad_input)
    return damaged(origin, "the manifest is garbled: it is too long");
  if (!text) return std::unexpected(text.error());
  return checkpoint_manifest_from_json(*text, origin);
}

}  // namespace cloze
