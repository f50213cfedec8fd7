// SPDX-License-Identifier: GPL-3.0-or-later
// build.json: how far a dataset build is, written at the end of each chunk into the folder it is built in.
// What follows in the corpus needs nothing of a finished chunk but what stands here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/data/manifest.h"

namespace cloze {

inline constexpr const char* build_state_file = "build.json";

struct BuildState {
  Manifest manifest;  ///< Of the dataset to be; counts and shards are those of the finished chunks.
  std::uint64_t corpus_bytes = 0, position = 0;  ///< As Document::position; for people.
  double seconds = 0;                            ///< Spent until here.

  /// Held out is what has a text hash below the bound. smallest and largest hash: should a split come out
  /// empty, the bound that fills it is known.
  std::uint64_t bound = 0, smallest = UINT64_MAX, largest = 0;

  std::uint64_t documents = 0;  ///< Taken from the reading, those without a token too.
  std::uint64_t last_text = 0;  ///< Text hash of the last of them.
  std::uint64_t empty = 0;      ///< Those without a token.

  /// Documents of the training split from `first` on come from the corpus path `given`.
  struct Stretch {
    std::uint64_t first = 0, given = 0;
    bool operator==(const Stretch&) const = default;
  };
  std::vector<Stretch> stretches{};  ///< Where the corpus has weights.
  /// While copies are made: which ones (2: the second of each document), documents of the training split that
  /// are no copies, and the one whose copy is next. 0 before.
  std::uint64_t copy = 0, originals = 0, next_original = 0;
};

/// Replaces the state in the folder.
Result<void> save_build_state(const BuildState& state, const std::filesystem::path& folder);

/// not_found without one; damaged for anything but what save_build_state() writes; newer_version when another
/// version of the program wrote it, for that one may have cleaned or tokenized otherwise.
Result<BuildState> load_build_state(const std::filesystem::path& folder);

/// The same where all the shards are there as well, whole by their sizes and tables.
Result<BuildState> intact_build_state(const std::filesystem::path& folder);

}  // namespace cloze
