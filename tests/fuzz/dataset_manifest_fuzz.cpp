// SPDX-License-Identifier: GPL-3.0-or-later
// dataset.json: what is accepted names files of its own folder only and comes back equal.
#include "core/data/manifest.h"
#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto manifest = manifest_from_json(fuzz::text(data, size), "FILE");
  if (!manifest) {
    fuzz::require_told(manifest.error());
    return 0;
  }
  for (const ShardEntry& shard : manifest->shards)
    fuzz::require(!shard.file.empty() && shard.file[0] != '.' && shard.file.find('/') == std::string::npos,
                  "a shard lies in the folder");
  const std::string written = manifest_to_json(*manifest);
  const auto again = manifest_from_json(written, "FILE");
  fuzz::require(again && manifest_to_json(*again) == written, "a manifest comes back equal");
  return 0;
}
