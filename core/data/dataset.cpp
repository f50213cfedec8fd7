// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>

#include "core/data/joined_shards.h"
#include "core/data/manifest.h"

namespace cloze {
Result<Dataset> Dataset::open(const std::filesystem::path& folder, bool verify_content) {
  CLOZE_TRY(Manifest manifest, read_manifest(folder));
  Dataset dataset;
  for (const Split split : {Split::train, Split::held_out}) {
    CLOZE_TRY(
        dataset.splits_[split == Split::train ? 0 : 1],
        open_token_store(folder, manifest.shards, split, manifest.info.vocabulary_size, verify_content));
  }
  dataset.info_ = std::make_shared<const DatasetInfo>(std::move(manifest.info));
  dataset.folder_ = folder;
  return dataset;
}

Result<DatasetInfo> read_dataset_info(const std::filesystem::path& folder) {
  CLOZE_TRY(Manifest manifest, read_manifest(folder));
  return std::move(manifest.info);
}

double unigram_entropy(const TokenStore& store, std::int64_t vocabulary_size) {
  std::vector<std::uint64_t> counts(static_cast<std::size_t>(vocabulary_size));
  std::vector<TokenId> ids(1 << 16);
  for (std::uint64_t at = 0; at < store.token_count();) {
    const auto part = std::span(ids).first(std::min<std::uint64_t>(ids.size(), store.token_count() - at));
    store.read(at, part);
    for (const TokenId id : part)
      if (id >= 0 && id < vocabulary_size) ++counts[static_cast<std::size_t>(id)];
    at += part.size();
  }
  const auto total = static_cast<double>(store.token_count());
  double entropy = 0;
  for (const std::uint64_t count : counts)
    if (count > 0)
      entropy -= static_cast<double>(count) / total * std::log(static_cast<double>(count) / total);
  return entropy;
}

}  // namespace cloze
