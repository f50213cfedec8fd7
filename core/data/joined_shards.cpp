// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/joined_shards.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/sha256.h"
#include "core/data/shard.h"

namespace cloze {
namespace {

/// Shards in a row. first_*_[i] is how many came before shard i; the last entry is how many there are.
class JoinedShards final : public TokenStore {
 public:
  explicit JoinedShards(std::vector<Shard> shards) : shards_(std::move(shards)) {
    for (const Shard& shard : shards_) {
      first_token_.push_back(first_token_.back() + shard.counts().tokens);
      first_sentence_.push_back(first_sentence_.back() + shard.counts().sentences);
      first_document_.push_back(first_document_.back() + shard.counts().documents);
    }
  }

  std::uint64_t token_count() const override { return first_token_.back(); }
  std::uint64_t sentence_count() const override { return first_sentence_.back(); }
  std::uint64_t document_count() const override { return first_document_.back(); }

  void read(std::uint64_t begin, std::span<TokenId> out) const override {
    for_each_part(begin, out, [](const Shard& shard, std::uint64_t at, std::span<TokenId> part) {
      shard.read(at, part);
    });
  }

  void read_word_starts(std::uint64_t begin, std::span<std::uint8_t> out) const override {
    for_each_part(begin, out, [](const Shard& shard, std::uint64_t at, std::span<std::uint8_t> part) {
      shard.read_word_starts(at, part);
    });
  }

  std::uint64_t sentence_begin(std::uint64_t sentence) const override {
    if (sentence == sentence_count()) return token_count();
    const std::size_t i = shard_of(first_sentence_, sentence);
    return first_token_[i] + shards_[i].sentence_begin(sentence - first_sentence_[i]);
  }

  std::uint64_t document_begin(std::uint64_t document) const override {
    if (document == document_count()) return sentence_count();
    const std::size_t i = shard_of(first_document_, document);
    return first_sentence_[i] + shards_[i].document_begin(document - first_document_[i]);
  }

 private:
  static std::size_t shard_of(const std::vector<std::uint64_t>& firsts, std::uint64_t number) {
    return static_cast<std::size_t>(std::ranges::upper_bound(firsts, number) - firsts.begin()) - 1;
  }

  /// Calls use for the part of the range that lies in each shard.
  template <class Value, class Use>
  void for_each_part(std::uint64_t begin, std::span<Value> out, Use use) const {
    if (out.empty()) return;
    for (std::size_t i = shard_of(first_token_, begin); !out.empty(); ++i) {
      const auto part = out.first(std::min<std::uint64_t>(out.size(), first_token_[i + 1] - begin));
      use(shards_[i], begin - first_token_[i], part);
      begin += part.size();
      out = out.subspan(part.size());
    }
  }

  std::vector<Shard> shards_;
  std::vector<std::uint64_t> first_token_{0}, first_sentence_{0}, first_document_{0};
};

Result<Shard> open_shard(const std::filesystem::path& path, const ShardEntry& entry,
                         std::int64_t vocabulary_size, bool verify_content) {
  // The cheapest test first: a cut or grown file is told by its size whatever its bytes are.
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (!error && bytes != entry.bytes)
    return std::unexpected(
        damaged_file(path, fmt::format("it has {} bytes, {} were written", bytes, entry.bytes)));
  CLOZE_TRY(Shard shard, Shard::open(path, verify_content));
  const ShardCounts expected{.vocabulary_size = static_cast<std::uint64_t>(vocabulary_size),
                             .tokens = entry.tokens,
                             .sentences = entry.sentences,
                             .documents = entry.documents};
  if (shard.counts() != expected)
    return std::unexpected(
        damaged_file(path, fmt::format("its counts differ from those in {}", manifest_file)));
  if (verify_content) {
    Sha256 hash;
    hash.add(shard.bytes());
    if (hash.hex() != entry.sha256)
      return std::unexpected(
          damaged_file(path, fmt::format("its SHA-256 differs from that in {}", manifest_file)));
  }
  return shard;
}

}  // namespace

Result<std::shared_ptr<const TokenStore>> open_token_store(const std::filesystem::path& folder,
                                                           std::span<const ShardEntry> shards, Split split,
                                                           std::int64_t vocabulary_size,
                                                           bool verify_content) {
  std::vector<Shard> opened;
  for (const ShardEntry& entry : shards) {
    if (entry.split != split) continue;
    CLOZE_TRY(Shard shard, open_shard(folder / entry.file, entry, vocabulary_size, verify_content));
    opened.push_back(std::move(shard));
  }
  return std::make_shared<const JoinedShards>(std::move(opened));
}

}  // namespace cloze
