// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the shards of one split, document by document. Ids go to the file as they come; the small areas
// behind them (a bit per token, eight bytes per sentence) are held until the shard ends.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/data/document_tokenizer.h"
#include "core/data/manifest.h"
#include "core/data/shard.h"

namespace cloze {

/// One shard file. Not shared between threads. A file that was not finished has no valid header.
class ShardWriter {
 public:
  static Result<ShardWriter> create(const std::filesystem::path& path, std::int64_t vocabulary_size);
  ShardWriter(ShardWriter&& other) noexcept;
  ShardWriter& operator=(ShardWriter&& other) noexcept;
  ~ShardWriter();

  /// The document has at least one token.
  Result<void> append(const TokenizedDocument& document);
  /// Writes the rest and the header, and syncs the file. The writer takes no more documents afterwards.
  Result<void> finish();
  const ShardCounts& counts() const { return counts_; }

 private:
  ShardWriter(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}
  Result<void> flush();

  std::filesystem::path path_;
  int fd_ = -1;
  ShardCounts counts_;
  std::string buffer_;  // Bytes not yet handed to the file.
  std::vector<std::uint8_t> word_start_bits_;
  std::vector<std::uint64_t> sentences_{0}, documents_{0};
};

/// All shards of one split: "train-00000.shard" and so on. A new one is begun, at a document, before the
/// present one would exceed tokens_per_shard or most_sentences, which are held in memory; a document larger
/// than that has a shard of its own.
class SplitWriter {
 public:
  static constexpr std::uint64_t default_tokens_per_shard = 64'000'000, most_sentences = 8'000'000;

  SplitWriter(std::filesystem::path folder, Split split, std::int64_t vocabulary_size,
              std::uint64_t tokens_per_shard = default_tokens_per_shard);
  Result<void> append(const TokenizedDocument& document);
  /// Ends the last shard. The entries of all shards, with size and SHA-256 as read back from the disk's
  /// cache.
  Result<std::vector<ShardEntry>> finish();
  const SplitCounts& counts() const { return counts_; }

 private:
  Result<void> end_shard();

  std::filesystem::path folder_;
  Split split_;
  std::int64_t vocabulary_size_;
  std::uint64_t tokens_per_shard_;
  SplitCounts counts_;
  std::vector<ShardWriter> current_;  // None or one.
  std::vector<ShardEntry> finished_;
};

}  // namespace cloze
