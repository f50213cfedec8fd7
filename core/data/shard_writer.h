// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the shards of one split, document by document. Ids go to the file as they come; the small areas
// behind them (a bit per token, eight bytes per sentence) are held until the shard ends.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
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
  const std::filesystem::path& path() const { return path_; }

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

/// All shards of one split: "train-00000.shard" and so on. The owner says where one ends; tables of it are
/// held in memory until then.
class SplitWriter {
 public:
  /// finished and counts: what earlier work left in the folder, to go on behind it.
  SplitWriter(std::filesystem::path folder, Split split, std::int64_t vocabulary_size,
              std::vector<ShardEntry> finished = {}, const SplitCounts& counts = {});
  /// The document has at least one token.
  Result<void> append(const TokenizedDocument& document);
  /// Ends the shard under way, if there is one: size and SHA-256 are as read back from the disk's cache.
  Result<void> end_shard();
  /// What the shard under way holds.
  ShardCounts open_counts() const { return current_ ? current_->counts() : ShardCounts{}; }
  /// The shards that were ended, in order.
  const std::vector<ShardEntry>& shards() const { return finished_; }
  const SplitCounts& counts() const { return counts_; }

 private:
  std::filesystem::path folder_;
  Split split_;
  std::int64_t vocabulary_size_;
  SplitCounts counts_;
  std::optional<ShardWriter> current_;
  std::vector<ShardEntry> finished_;
};

}  // namespace cloze
