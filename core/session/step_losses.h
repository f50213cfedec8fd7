// SPDX-License-Identifier: GPL-3.0-or-later
// The batch that made a training step, row by row, and what a model loses on each token it had to predict:
// why a loss stands out. No torch.
#pragma once

#include <cstdint>
#include <span>

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/probe/fill_result.h"
#include "core/session/step_losses_result.h"

namespace cloze {

/// Position, among all batches in the order of the data, of the n-th batch that a run trained on, both from
/// 0: those that a rollback left out (TrainState::left_out) do not count. Pure.
std::uint64_t batch_in_order(std::uint64_t n, std::span<const DataCursor> left_out,
                             std::uint64_t rows_per_epoch, std::int64_t batch_size);

/// The rows as the model got them: what RowPreviewer made them of, but for its place in the epoch. All of one
/// length, pairs or not.
Batch as_batch(std::span<const SeenRow> rows);

/// checkpoint: of the run, whose recipe and data it names; rows: of that dataset. left_out: of the run's
/// newest checkpoint. goes_on is asked every few rows; cancelled when it says no. unavailable when the
/// checkpoint does not stand where the run's steps would have brought it, as one that began elsewhere does
/// not.
Result<StepLosses> step_losses(const LoadedCheckpoint& checkpoint, const RowPreviewer& rows,
                               std::span<const DataCursor> left_out, std::int64_t step,
                               const GoesOn& goes_on = {});

}  // namespace cloze
