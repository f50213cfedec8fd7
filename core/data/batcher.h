// SPDX-License-Identifier: GPL-3.0-or-later
// Rows and batches for training and evaluation. Which tokens a row holds, its order and its masks are
// functions of (seed, epoch, row), so the cursor {epoch, row} is the whole state of the data.
//
// Masked-language rows: the split is one ring of tokens, each document followed by [SEP]. Row i of an epoch
// is [CLS] + (T-2) tokens of the ring + [SEP]; the ring's starting point shifts from epoch to epoch, so rows
// have no padding and every epoch cuts the text elsewhere. Held-out rows start at 0 and the last one is
// padded.
//
// Next-sentence rows: each document is cut, at sentence boundaries, into segments of up to (T-3)/2 tokens. A
// row is [CLS] A [SEP] B [SEP]; B is the segment that follows A (label 0) or, half of the time, one of
// another document (label 1), as in Devlin et al. 2019, section 3.1 and appendix A.2.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/config/recipe.h"
#include "core/data/dataset.h"

namespace cloze {

/// One batch, row-major. B rows of T tokens; M predicted tokens over all rows.
struct Batch {
  std::int64_t rows = 0, length = 0;           ///< B, T
  std::vector<std::int32_t> token_ids;         ///< B*T, masks applied; [PAD] behind a row's end.
  std::vector<std::int32_t> token_types;       ///< B*T, 0 and 1; empty without sentence pairs.
  std::vector<std::int32_t> lengths;           ///< B, real tokens per row.
  std::vector<std::int64_t> masked_positions;  ///< M, index into the flattened B*T, ascending.
  std::vector<std::int64_t> labels;            ///< M, the original ids there.
  std::vector<std::int64_t> next_sentence;     ///< B, 0 follows, 1 does not; empty without sentence pairs.
  std::vector<std::uint64_t> row_numbers;      ///< B, which row of the split each one is (after the shuffle).
  std::uint64_t epoch = 0;
  std::uint64_t first = 0;           ///< Position of the first row in the epoch's order.
  bool padded = false;               ///< Some length is below T.
  std::int64_t token_count() const;  ///< Sum of lengths.
};

/// Where training stands in the data: the next row to be taken.
struct DataCursor {
  std::uint64_t epoch = 0;
  std::uint64_t row = 0;
  bool operator==(const DataCursor&) const = default;
};

/// Where a row stands among all that a run trains on, counted as BatchLoader serves them.
struct RowPlace {
  DataCursor cursor;            ///< In the data.
  std::uint64_t batch = 0;      ///< Of the run, from 0.
  std::int64_t row = 0;         ///< Within the batch, from 0.
  std::int64_t batch_rows = 0;  ///< Of that batch.
};
/// The place of the n-th row that a run takes, from 0. Pure; rows_per_epoch and batch_size are above 0.
RowPlace place_of_row(std::uint64_t n, std::uint64_t rows_per_epoch, std::int64_t batch_size);

/// Makes rows of one split. Immutable after make(); any thread.
class RowMaker {
 public:
  /// bad_input when the split is too small: no token for one row, or one document only where pairs need two.
  static Result<std::shared_ptr<const RowMaker>> make(Dataset dataset, Split split,
                                                      const ObjectiveConfig& objective, std::int64_t seed);
  virtual ~RowMaker() = default;
  virtual std::uint64_t rows_per_epoch() const = 0;
  /// The batch of rows [first, first + count) of an epoch's order; fewer at the epoch's end. For the held-out
  /// split the order is the stored one and masks are those of epoch 0, so every evaluation asks the same
  /// questions.
  virtual Batch make_batch(std::uint64_t epoch, std::uint64_t first, std::int64_t count) const = 0;
};

/// Batches in order, prepared ahead. The sequence of batches is the same for any number of threads; a batch
/// never spans two epochs (the last one of an epoch is left out when it would be short, unless the epoch has
/// only one).
class BatchLoader {
 public:
  /// threads 0 makes each batch inside next(). The loader ends its threads when it is destroyed.
  BatchLoader(std::shared_ptr<const RowMaker> rows, std::int64_t batch_size, DataCursor start, int threads);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next batch; blocks until it is ready. One caller at a time.
  Batch next();
  /// The cursor behind a batch: where to start so that the batch after it comes first.
  DataCursor after(const Batch& batch) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cloze
