// SPDX-License-Identifier: GPL-3.0-or-later
// Shard: one file of a dataset's tokens, written once and then only mapped. A split is one or more shards in
// order, each of whole documents.
//
// File format, version 1. Every number is little-endian and unsigned. Every area begins at a multiple of 8
// and is filled up with zero bytes to a multiple of 8; the areas follow each other in this order without
// further gaps, so all offsets follow from the counts, and a reader refuses a file in which they do not.
//
//   at  bytes  what
//    0      8  magic: the ASCII bytes "CLZSHARD"
//    8      4  format version: 1
//   12      4  W, bytes per token id: 2 when the vocabulary has at most 65,536 ids, else 4
//   16      8  V, vocabulary size; every id is below it
//   24      8  N, tokens
//   32      8  S, sentences
//   40      8  D, documents
//   48      8  offset of the ids area: 96
//   56      8  offset of the word-start area
//   64      8  offset of the sentence area
//   72      8  offset of the document area
//   80      8  size of the file
//   88      8  zero, kept for later
//   96         ids: N numbers of W bytes
//              word starts: one bit per token, token i in bit i%8 (bit 0 the lowest) of byte i/8; 1 when the
//              token
//                begins a word
//              sentences: S+1 numbers of 8 bytes, the first token of each sentence within this shard,
//              strictly
//                ascending from 0; the last one is N
//              documents: D+1 numbers of 8 bytes, the first sentence of each document within this shard,
//              strictly
//                ascending from 0; the last one is S
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/tokenizer/tokenizer.h"

namespace cloze {

inline constexpr std::string_view shard_magic = "CLZSHARD";
inline constexpr std::uint32_t shard_format_version = 1;
inline constexpr std::uint64_t shard_header_bytes = 96;

/// Bytes per id for a vocabulary.
constexpr std::uint32_t shard_id_bytes(std::uint64_t vocabulary_size) {
  return vocabulary_size <= 65'536 ? 2 : 4;
}

/// What the header says, apart from what follows from it.
struct ShardCounts {
  std::uint64_t vocabulary_size = 0, tokens = 0, sentences = 0, documents = 0;
  bool operator==(const ShardCounts&) const = default;
};

/// Where the areas lie for given counts.
struct ShardLayout {
  std::uint64_t ids = 0, word_starts = 0, sentences = 0, documents = 0, file_bytes = 0;
  bool operator==(const ShardLayout&) const = default;
};
ShardLayout shard_layout(const ShardCounts& counts);

/// The 96 bytes at the beginning of a file.
std::string shard_header(const ShardCounts& counts);

/// A mapped shard. Immutable; any thread. Positions and numbers are those within the shard and are not
/// checked.
class Shard {
 public:
  /// Checks magic, version, layout, size and both offset tables, so that no read of an accepted shard leaves
  /// the file; check_ids also reads every id. damaged, with the file and the reason, or newer_version.
  static Result<Shard> open(const std::filesystem::path& path, bool check_ids);

  const ShardCounts& counts() const { return counts_; }
  std::uint64_t file_bytes() const { return file_.bytes().size(); }
  std::span<const std::byte> bytes() const { return file_.bytes(); }

  void read(std::uint64_t begin, std::span<TokenId> out) const;
  void read_word_starts(std::uint64_t begin, std::span<std::uint8_t> out) const;
  /// sentence <= sentences, document <= documents.
  std::uint64_t sentence_begin(std::uint64_t sentence) const { return sentences_[sentence]; }
  std::uint64_t document_begin(std::uint64_t document) const { return documents_[document]; }

 private:
  Result<void> read_header(const std::filesystem::path& path);
  Result<void> check_offsets(const std::filesystem::path& path) const;
  Result<void> check_ids(const std::filesystem::path& path) const;

  MappedFile file_;
  ShardCounts counts_;
  const std::byte* ids_ = nullptr;
  const std::uint8_t* word_starts_ = nullptr;
  const std::uint64_t* sentences_ = nullptr;
  const std::uint64_t* documents_ = nullptr;
};

inline constexpr const char* rebuild_hint = "build the dataset again";

/// "'FILE' is damaged: REASON", with the way out as the hint.
Error damaged_file(const std::filesystem::path& path, std::string_view reason);

}  // namespace cloze
