// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoint folders: saved whole or not at all, verified by hash, and cleared away by rule. What the files
// mean is the caller's business. No torch here.
//
// Layout, below <workspace>/runs/<id>/checkpoints:
//   step-000001234/        one checkpoint; the step in nine digits or more, so that names sort as steps do
//     <files>              as given
//     manifest.json        written last: {"format": 1, "step": 1234, "files": {name: {"size", "sha256"}},
//                          "metrics": {"held_out_loss": number or null}, "sha256": of this text without this
//                          entry}
//   .tmp-step-...          being built or being removed; a leftover of a crash, removed by the next save
//                          or resume
//   .old-step-...          only where the file system cannot swap two folders: the one that is being
//   replaced;
//                          counts as the checkpoint of its step while there is no other
// A folder under its final name is complete: every file in it and the folder were flushed before the rename,
// and the folder above after it. So a killed process or a power cut leaves the new checkpoint, or the ones
// before.
//
// One process saves to a folder at a time; others may read. Functions block on the disk; call them off the UI
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace cloze {

/// Writes one file at the path it is given; the store flushes and hashes it.
using CheckpointWriter = std::function<Result<void>(const std::filesystem::path&)>;

struct CheckpointFile {
  std::string name;  ///< A plain file name; not "manifest.json", no leading dot.
  std::variant<std::string, CheckpointWriter> content;
  std::uintmax_t expected_bytes = 0;  ///< What a writer will need, for the check of free space.
};

struct CheckpointInfo {
  std::optional<double>
      held_out_loss;  ///< Nats, of the newest evaluation; one that is not finite is stored as none.
};

/// A checkpoint on the disk.
struct Checkpoint {
  std::filesystem::path folder;
  std::int64_t step = 0;
  std::optional<double> held_out_loss;
};

/// Saves a checkpoint and returns it. A checkpoint of the same step is replaced; it is there until the new
/// one is. disk_full, before anything is written where the sizes are known; on any error the folder is as it
/// was.
Result<Checkpoint> save_checkpoint(const std::filesystem::path& folder, std::int64_t step,
                                   const std::vector<CheckpointFile>& files, const CheckpointInfo& info = {});

/// Checkpoints by step, ascending; empty when the folder does not exist. Reads the manifests only and
/// verifies nothing: one whose manifest cannot be read is listed, without a loss.
Result<std::vector<Checkpoint>> list_checkpoints(const std::filesystem::path& folder);

/// Reads everything in a checkpoint folder and compares it with the manifest. not_found when there is no such
/// folder; damaged, naming the file, when one is missing, of another size or content, or the manifest is
/// missing or garbled; newer_version for a later format. Files that the manifest does not name are not looked
/// at.
Result<Checkpoint> verify_checkpoint(const std::filesystem::path& checkpoint);

/// The newest checkpoint that verifies. Each newer one that does not is told in *skipped. not_found when
/// there is none at all, damaged when there are only damaged ones.
Result<Checkpoint> newest_intact_checkpoint(const std::filesystem::path& folder,
                                            std::vector<Error>* skipped = nullptr);

/// Removes checkpoints except the newest `keep` (at least one) and the best, the one with the lowest held-out
/// loss. Ones that are visibly damaged (manifest, a missing file, a wrong size) do not count towards `keep`;
/// nor do those that cannot be read or are of a later version, which stay. Removes what a crash left as well.
/// Returns the steps removed.
Result<std::vector<std::int64_t>> retain_checkpoints(const std::filesystem::path& folder, std::int64_t keep);

}  // namespace cloze
