// SPDX-License-Identifier: GPL-3.0-or-later
// Datasets made of numbers, without text.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/data/batcher.h"
#include "core/data/manifest.h"
#include "core/data/shard_writer.h"
#include "tests/support/temporary_folder.h"

namespace cloze::test {

using Sentence = std::vector<TokenId>;

/// Every token begins a word, unless continues says otherwise.
inline TokenizedDocument document(const std::vector<Sentence>& sentences,
                                  const std::function<bool(TokenId)>& continues = {}) {
  TokenizedDocument made;
  for (const Sentence& sentence : sentences) {
    made.sentence_sizes.push_back(static_cast<std::uint32_t>(sentence.size()));
    for (const TokenId id : sentence) {
      made.ids.push_back(id);
      made.word_starts.push_back(continues && continues(id) ? 0 : 1);
      made.unknown_tokens += id == SpecialTokens::unknown;
    }
  }
  return made;
}

/// count ids from first on.
inline Sentence run(TokenId first, int count) {
  Sentence ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

struct FakeDataset {
  std::vector<TokenizedDocument> train, held_out;
  std::int64_t vocabulary_size = 1000;
  std::uint64_t tokens_per_shard = 0;  ///< 0: all in one.

  Manifest write(const std::filesystem::path& folder) const {
    std::filesystem::create_directories(folder);
    Manifest manifest;
    for (const Split split : {Split::train, Split::held_out}) {
      SplitWriter writer(folder, split, vocabulary_size);
      for (const TokenizedDocument& made : split == Split::train ? train : held_out) {
        if (tokens_per_shard > 0 && writer.open_counts().tokens + made.ids.size() > tokens_per_shard)
          EXPECT_TRUE(writer.end_shard());
        EXPECT_TRUE(writer.append(made));
      }
      EXPECT_TRUE(writer.end_shard());
      manifest.shards.insert(manifest.shards.end(), writer.shards().begin(), writer.shards().end());
      (split == Split::train ? manifest.info.train : manifest.info.held_out) = writer.counts();
    }
    manifest.info.name = "numbers";
    manifest.info.hash = std::string(64, 'a');
    manifest.info.vocabulary_size = vocabulary_size;
    EXPECT_TRUE(write_file_synced(folder / manifest_file, manifest_to_json(manifest)));
    return manifest;
  }

  Dataset open(const std::filesystem::path& folder) const {
    write(folder);
    auto dataset = Dataset::open(folder, true);
    EXPECT_TRUE(dataset) << to_string(dataset.error());
    return *dataset;
  }
};

inline std::vector<TokenId> all_ids(const TokenStore& store) {
  std::vector<TokenId> ids(store.token_count());
  store.read(0, ids);
  return ids;
}

inline std::vector<std::uint8_t> all_word_starts(const TokenStore& store) {
  std::vector<std::uint8_t> starts(store.token_count());
  store.read_word_starts(0, starts);
  return starts;
}

/// A row of a batch without its padding.
inline std::vector<TokenId> row_of(const Batch& batch, std::size_t row) {
  const auto begin = batch.token_ids.begin() + static_cast<std::ptrdiff_t>(row) * batch.length;
  return {begin, begin + batch.lengths[row]};
}

/// The same batch with the original tokens back in their places.
inline Batch unmasked(Batch batch) {
  for (std::size_t i = 0; i < batch.labels.size(); ++i)
    batch.token_ids[static_cast<std::size_t>(batch.masked_positions[i])] =
        static_cast<TokenId>(batch.labels[i]);
  return batch;
}

inline void expect_equal(const Batch& a, const Batch& b) {
  EXPECT_EQ(a.rows, b.rows);
  EXPECT_EQ(a.length, b.length);
  EXPECT_EQ(a.token_ids, b.token_ids);
  EXPECT_EQ(a.token_types, b.token_types);
  EXPECT_EQ(a.lengths, b.lengths);
  EXPECT_EQ(a.masked_positions, b.masked_positions);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(a.next_sentence, b.next_sentence);
  EXPECT_EQ(a.row_numbers, b.row_numbers);
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.first, b.first);
  EXPECT_EQ(a.padded, b.padded);
}

/// Writes bytes over part of a file.
inline void overwrite(const std::filesystem::path& path, std::size_t at, const std::string& bytes) {
  std::string content = file_bytes(path);
  content.replace(at, bytes.size(), bytes);
  put_file(path, content);
}

}  // namespace cloze::test
