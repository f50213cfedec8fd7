// SPDX-License-Identifier: GPL-3.0-or-later
// Writes both splits of a dataset in chunks. At a chunk's end the shards of both splits end, and the build's
// state is saved beside them: a build goes on from there as if it had never stopped. Where chunks end depends
// on the documents alone, so that the files are the same however often it stopped. Internal to core/data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/clock.h"
#include "core/base/paced_progress.h"
#include "core/base/result.h"
#include "core/data/build_state.h"
#include "core/data/dataset.h"
#include "core/data/shard_writer.h"

namespace cloze {

/// One thread.
class DatasetWriter {
 public:
  static constexpr std::uint64_t most_sentences_per_chunk = 8'000'000;

  /// state: a new one with its manifest's info filled in, or one that was loaded from the folder.
  DatasetWriter(std::filesystem::path folder, BuildState state, std::uint64_t tokens_per_chunk);

  /// The next document of the corpus, those without a token too. A chunk ends before the document that would
  /// take it over its tokens or sentences.
  Result<void> append(const TokenizedDocument& document);
  /// After the last document: writes the documents of weighted paths again, as often as their weights say.
  /// Progress "repeating" in documents, pass after pass.
  Result<void> add_copies(PacedProgress& progress, const CancelFlag* cancel);
  /// Ends the shards under way. state() is whole afterwards.
  Result<void> finish();

  const BuildState& state() const { return state_; }

 private:
  bool would_overfill(const TokenizedDocument& document) const;
  Result<void> end_chunk();
  Result<void> append_to_train(const TokenizedDocument& document, std::size_t given);
  Result<void> copy_stretch(const TokenStore& store, std::size_t stretch, PacedProgress& progress,
                            const CancelFlag* cancel);

  std::filesystem::path folder_;
  BuildState state_;
  const std::uint64_t tokens_per_chunk_;
  const double seconds_before_;
  Stopwatch watch_;
  SplitWriter train_, held_out_;
};

/// How often a document with these ids is in the training split; the same for every run over the same text.
std::uint64_t copies_of(std::span<const TokenId> ids, double weight);

}  // namespace cloze
