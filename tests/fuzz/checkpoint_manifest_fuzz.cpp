// SPDX-License-Identifier: GPL-3.0-or-later
// A checkpoint's manifest.json: what is accepted is byte for byte what would be written, with files of its
// own folder only.
#include "core/checkpoint/checkpoint_manifest.h"
#include "tests/fuzz/support.h"

using namespace cloze;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto manifest = checkpoint_manifest_from_json(fuzz::text(data, size), "FILE");
  if (!manifest) {
    fuzz::require_told(manifest.error());
    return 0;
  }
  for (const auto& [name, file] : manifest->files)
    fuzz::require(is_checkpoint_file_name(name), "a file lies in the folder");
  fuzz::require(checkpoint_manifest_to_json(*manifest) == fuzz::text(data, size),
                "a manifest comes back equal");
  return 0;
}
