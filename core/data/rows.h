// SPDX-License-Identifier: GPL-3.0-or-later
// What the two kinds of rows have in common: order, masks and the making of a batch. Inner header of
// core/data.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/batcher.h"
#include "core/data/masking.h"

namespace cloze {

/// One row to be filled in; the spans are T long.
struct Row {
  std::span<TokenId> ids;               ///< [PAD] everywhere before.
  std::span<std::int32_t> types;        ///< 0 everywhere before; empty for rows of one part.
  std::span<std::uint8_t> word_starts;  ///< 0 everywhere before; empty when nobody asks.
  std::int32_t length = 0;              ///< To be set.
  std::int64_t next_sentence = 0;       ///< To be set by rows of two parts.
};

class SplitRows : public RowMaker {
 public:
  std::uint64_t rows_per_epoch() const final { return rows_; }
  Batch make_batch(std::uint64_t epoch, std::uint64_t first, std::int64_t count) const final;

 protected:
  SplitRows(Dataset dataset, Split split, const ObjectiveConfig& objective, std::int64_t seed);

  /// Row number of an epoch, before masks. number < rows_per_epoch().
  virtual void fill(std::uint64_t epoch, std::uint64_t number, Row& row) const = 0;

  const TokenStore& store() const { return dataset_.split(split_); }
  bool training() const { return split_ == Split::train; }

  Dataset dataset_;
  Split split_;
  std::int64_t length_;  ///< T
  std::int64_t seed_;
  bool pairs_;
  Masking masking_;
  std::uint64_t rows_ = 0;  ///< Set by the kind of rows.
};

Result<std::shared_ptr<const RowMaker>> make_ring_rows(Dataset dataset, Split split,
                                                       const ObjectiveConfig& objective, std::int64_t seed);
Result<std::shared_ptr<const RowMaker>> make_pair_rows(Dataset dataset, Split split,
                                                       const ObjectiveConfig& objective, std::int64_t seed);

}  // namespace cloze
