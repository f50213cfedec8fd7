// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/unfinished_builds.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/base/file.h"
#include "core/data/build_folder.h"
#include "core/data/build_state.h"

namespace cloze {

std::vector<UnfinishedBuild> list_unfinished_builds(const std::filesystem::path& datasets_folder) {
  std::vector<UnfinishedBuild> builds;
  for (const BuildFolder::Left& left : BuildFolder::list(datasets_folder)) {
    auto state = load_build_state(left.path);
    if (!state) continue;
    UnfinishedBuild build{.info = std::move(state->manifest.info), .running = left.held, .folder = left.path};
    if (state->corpus_bytes > 0)
      build.done = std::min(1.0, double(state->position) / double(state->corpus_bytes));
    for (const ShardEntry& shard : state->manifest.shards) build.disk_bytes += shard.bytes;
    builds.push_back(std::move(build));
  }
  std::ranges::stable_sort(builds, {}, [](const UnfinishedBuild& build) { return build.info.name; });
  return builds;
}

Result<void> discard_unfinished_build(const UnfinishedBuild& build) {
  const auto parent = build.folder.parent_path();
  BuildFolder::remove_abandoned(parent, [&](const auto& folder) { return folder == build.folder; });
  std::error_code error;
  if (!std::filesystem::exists(build.folder, error)) return {};
  const auto left = BuildFolder::list(parent);
  const auto it = std::ranges::find(left, build.folder, &BuildFolder::Left::path);
  if (it != left.end() && it->held)
    return fail(ErrorCode::bad_input, fmt::format("the dataset '{}' is being built", build.info.name),
                "stop the build first");
  return fail(ErrorCode::io, fmt::format("the folder '{}' cannot be removed", build.folder.string()),
              "remove it by hand");
}

}  // namespace cloze
