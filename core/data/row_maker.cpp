// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/random.h"
#include "core/data/manifest.h"
#include "core/data/rows.h"

namespace cloze {

std::int64_t Batch::token_count() const {
  return std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
}

Result<std::shared_ptr<const RowMaker>> RowMaker::make(Dataset dataset, Split split,
                                                       const ObjectiveConfig& objective, std::int64_t seed) {
  const DatasetInfo& info = dataset.info();
  const std::int64_t shortest =
      objective.next_sentence ? 5 : 3;  // Special tokens and one token of each part.
  if (objective.sequence_length < shortest)
    return fail(ErrorCode::bad_input, fmt::format("objective.sequence_length is {}, a row needs {} at least",
                                                  objective.sequence_length, shortest));
  if (info.vocabulary_size <= SpecialTokens::count)
    return fail(ErrorCode::bad_input,
                fmt::format("dataset '{}' has a vocabulary of {}, nothing besides special tokens", info.name,
                            info.vocabulary_size));
  if (dataset.split(split).token_count() == 0)
    return fail(ErrorCode::bad_input,
                fmt::format("the {} split of dataset '{}' has no token", split_name(split), info.name),
                "build the dataset from more text");
  return objective.next_sentence ? make_pair_rows(std::move(dataset), split, objective, seed)
                                 : make_ring_rows(std::move(dataset), split, objective, seed);
}

SplitRows::SplitRows(Dataset dataset, Split split, const ObjectiveConfig& objective, std::int64_t seed)
    : dataset_(std::move(dataset)),
      split_(split),
      length_(objective.sequence_length),
      seed_(seed),
      pairs_(objective.next_sentence),
      masking_(objective, dataset_.info().vocabulary_size, seed) {}

Batch SplitRows::make_batch(std::uint64_t epoch, std::uint64_t first, std::int64_t count) const {
  Batch batch;
  batch.epoch = epoch;
  batch.first = first;
  batch.length = length_;
  const std::uint64_t left = first < rows_ ? rows_ - first : 0;
  batch.rows = std::min<std::int64_t>(std::max<std::int64_t>(count, 0), static_cast<std::int64_t>(left));
  const auto rows = static_cast<std::size_t>(batch.rows), length = static_cast<std::size_t>(length_);

  batch.token_ids.assign(rows * length, SpecialTokens::pad);
  if (pairs_) batch.token_types.assign(rows * length, 0);
  batch.lengths.reserve(rows);
  batch.row_numbers.reserve(rows);
  std::vector<std::uint8_t> word_starts(masking_.whole_word() ? length : 0);
  Masking::Scratch scratch;

  // The held-out split asks the same questions at every evaluation.
  const std::uint64_t drawn_epoch = training() ? epoch : 0;
  const Permutation order(rows_, static_cast<std::uint64_t>(seed_), epoch);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint64_t number = training() ? order(first + i) : first + i;
    std::ranges::fill(word_starts, 0);
    Row row{.ids = std::span(batch.token_ids).subspan(i * length, length),
            .types =
                pairs_ ? std::span(batch.token_types).subspan(i * length, length) : std::span<std::int32_t>(),
            .word_starts = word_starts};
    fill(drawn_epoch, number, row);
    masking_.apply(drawn_epoch, number, row.ids, word_starts, static_cast<std::int64_t>(i * length),
                   batch.masked_positions, batch.labels, scratch);
    batch.row_numbers.push_back(number);
    batch.lengths.push_back(row.length);
    batch.padded = batch.padded || row.length < length_;
    if (pairs_) batch.next_sentence.push_back(row.next_sentence);
  }
  return batch;
}

}  // namespace cloze
