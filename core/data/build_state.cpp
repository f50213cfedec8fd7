// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/build_state.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text_name.h"
#include "core/base/version.h"
#include "core/data/joined_shards.h"
#include "core/data/shard.h"
#include "core/text/object_reader.h"

namespace cloze {
namespace {

using Json = nlohmann::ordered_json;

/// A manifest and as much again for the stretches.
constexpr std::size_t largest_state = 32 << 20;

std::string this_program() {
  return fmt::format("{} {}", program_version(), git_revision());
}

}  // namespace

Result<void> save_build_state(const BuildState& state, const std::filesystem::path& folder) {
  Json stretches = Json::array();
  for (const BuildState::Stretch& stretch : state.stretches)
    stretches.push_back({{"first", stretch.first}, {"given", stretch.given}});
  const Json json{{"program", this_program()},
                  {"corpus_bytes", state.corpus_bytes},
                  {"position", state.position},
                  {"seconds", state.seconds},
                  {"bound", state.bound},
                  {"smallest", state.smallest},
                  {"largest", state.largest},
                  {"documents", state.documents},
                  {"last_text", state.last_text},
                  {"empty", state.empty},
                  {"stretches", stretches},
                  {"copy", state.copy},
                  {"originals", state.originals},
                  {"next_original", state.next_original},
                  {"manifest", Json::parse(manifest_to_json(state.manifest))}};
  return write_file_atomically(folder / build_state_file, json.dump(2) + "\n");
}

Result<BuildState> load_build_state(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / build_state_file;
  const std::string origin = path.string();
  CLOZE_TRY(const std::string text, read_file(path, largest_state));
  CLOZE_TRY(const Json json, parse_strict_json(text, origin, ErrorCode::damaged, rebuild_hint));
  std::string error, program;
  ObjectReader object(json, "", origin, error);
  object.read("program", program);
  if (error.empty() && program != this_program())
    return fail(ErrorCode::newer_version,
                fmt::format("{}: begun by version {} of this program, which is {}", origin,
                            printable(program.substr(0, 100)), this_program()),
                rebuild_hint);
  BuildState state;
  object.read("corpus_bytes", state.corpus_bytes);
  object.read("position", state.position);
  object.read("seconds", state.seconds);
  object.read("bound", state.bound);
  object.read("smallest", state.smallest);
  object.read("largest", state.largest);
  object.read("documents", state.documents);
  object.read("last_text", state.last_text);
  object.read("empty", state.empty);
  if (const Json* stretches = object.list("stretches"))
    for (const Json& one : *stretches) {
      BuildState::Stretch& stretch = state.stretches.emplace_back();
      ObjectReader part = object.element("stretches", one);
      part.read("first", stretch.first);
      part.read("given", stretch.given);
      part.finish();
    }
  object.read("copy", state.copy);
  object.read("originals", state.originals);
  object.read("next_original", state.next_original);
  const Json* manifest = object.whole("manifest");
  object.finish();
  if (!error.empty()) return fail(ErrorCode::damaged, error, rebuild_hint);
  CLOZE_TRY(state.manifest, manifest_from_json(manifest->dump(), path));
  return state;
}

Result<BuildState> intact_build_state(const std::filesystem::path& folder) {
  CLOZE_TRY(BuildState state, load_build_state(folder));
  for (const Split split : {Split::train, Split::held_out})
    CLOZE_CHECK(open_token_store(folder, state.manifest.shards, split, state.manifest.info.vocabulary_size));
  return state;
}

}  // namespace cloze
