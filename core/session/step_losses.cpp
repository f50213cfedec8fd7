// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/step_losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/train/batch_losses.h"

namespace cloze {
namespace {

constexpr std::size_t most_shown = 64;
/// Enough for large products; between two parts a question can be withdrawn.
constexpr std::int64_t part_tokens = 4096;

/// How the rows of an epoch fall into batches.
struct Layout {
  Layout(std::uint64_t rows_per_epoch, std::int64_t batch_size)
      : batch_rows(static_cast<std::uint64_t>(place_of_row(0, rows_per_epoch, batch_size).batch_rows)),
        batches_per_epoch(rows_per_epoch / batch_rows) {}
  std::uint64_t batch_at(const DataCursor& cursor) const {
    return cursor.epoch * batches_per_epoch + cursor.row / batch_rows;
  }
  std::uint64_t batch_rows, batches_per_epoch;
};

/// Positions of the left out batches, ascending.
std::vector<std::uint64_t> positions_of(std::span<const DataCursor> left_out, const Layout& layout) {
  std::vector<std::uint64_t> positions;
  for (const DataCursor& cursor : left_out) positions.push_back(layout.batch_at(cursor));
  std::ranges::sort(positions);
  return positions;
}

/// The checkpoint's cursor must be behind the batches of as many steps as it has done.
Result<void> check_place(const LoadedCheckpoint& checkpoint, std::span<const DataCursor> left_out,
                         const Layout& layout) {
  const std::uint64_t next = layout.batch_at(checkpoint.state.cursor);
  const auto passed = static_cast<std::uint64_t>(
      std::ranges::count_if(positions_of(left_out, layout), [&](std::uint64_t at) { return at < next; }));
  const auto taken = static_cast<std::uint64_t>(checkpoint.state.step) *
                     static_cast<std::uint64_t>(checkpoint.recipe.optimizer.accumulation);
  if (next == taken + passed) return {};
  return fail(ErrorCode::unavailable, "which rows a step of this run had is not known",
              "its steps were not all taken with the recipe it has now");
}

}  // namespace

std::uint64_t batch_in_order(std::uint64_t n, std::span<const DataCursor> left_out,
                             std::uint64_t rows_per_epoch, std::int64_t batch_size) {
  for (const std::uint64_t at : positions_of(left_out, Layout(rows_per_epoch, batch_size)))
    if (at <= n) ++n;
  return n;
}

Batch as_batch(std::span<const SeenRow> rows) {
  Batch batch;
  batch.rows = std::ssize(rows);
  batch.length = rows.empty() ? 0 : std::ssize(rows.front().tokens);
  for (const SeenRow& row : rows) {
    for (const SeenToken& token : row.tokens) {
      if (is_predicted(token.kind)) {
        batch.masked_positions.push_back(std::ssize(batch.token_ids));
        batch.labels.push_back(token.original);
      }
      batch.token_ids.push_back(token.id);
      if (row.next_follows) batch.token_types.push_back(token.segment);
    }
    batch.lengths.push_back(static_cast<std::int32_t>(row.length));
    batch.padded |= row.length < batch.length;
    if (row.next_follows) batch.next_sentence.push_back(*row.next_follows ? 0 : 1);
    batch.row_numbers.push_back(row.row_of_split);
  }
  return batch;
}

Result<StepLosses> step_losses(const LoadedCheckpoint& checkpoint, const RowPreviewer& rows,
                               std::span<const DataCursor> left_out, std::int64_t step,
                               const GoesOn& goes_on) {
  const OptimizerConfig& optimizer = checkpoint.recipe.optimizer;
  CLOZE_TRY(const RowPreview first, rows.rows({checkpoint.recipe, 0, 1}));
  const Layout layout(first.rows_per_epoch, optimizer.batch_size);
  CLOZE_CHECK(check_place(checkpoint, left_out, layout));
  const auto at_once = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(part_tokens / checkpoint.recipe.objective.sequence_length));

  StepLosses result{.step = step, .weights_step = checkpoint.state.step};
  double sum = 0;
  for (std::int64_t pass = 0; pass < optimizer.accumulation; ++pass) {
    const auto n = static_cast<std::uint64_t>((step - 1) * optimizer.accumulation + pass);
    const std::uint64_t begin =
        batch_in_order(n, left_out, first.rows_per_epoch, optimizer.batch_size) * layout.batch_rows;
    for (std::uint64_t row = 0; row < layout.batch_rows; row += at_once) {
      if (goes_on && !goes_on()) return fail(ErrorCode::cancelled, "the question was withdrawn");
      const auto count = static_cast<std::int64_t>(std::min(at_once, layout.batch_rows - row));
      CLOZE_TRY(RowPreview part, rows.rows({checkpoint.recipe, begin + row, count}));
      const BatchLosses losses = batch_losses(checkpoint.model, as_batch(part.rows));
      auto next = losses.tokens.begin();
      for (std::size_t i = 0; i < part.rows.size(); ++i) {
        StepRow made{.row = std::move(part.rows[i])};
        made.row.step = step;
        made.row.pass = pass + 1;
        made.losses.assign(next, next + made.row.predicted);
        next += made.row.predicted;
        const double total = std::accumulate(made.losses.begin(), made.losses.end(), 0.0);
        made.mean = made.losses.empty() ? 0 : total / static_cast<double>(made.losses.size());
        if (!losses.next_sentence.empty()) made.next_sentence_loss = losses.next_sentence[i];
        sum += total;
        result.predicted += made.row.predicted;
        ++result.rows;
        result.shown.push_back(std::move(made));
      }
      std::ranges::stable_sort(result.shown, std::greater<>{}, &StepRow::mean);
      if (result.shown.size() > most_shown)
        result.shown.erase(result.shown.begin() + static_cast<std::ptrdiff_t>(most_shown),
                           result.shown.end());
    }
  }
  result.mean = result.predicted > 0 ? sum / static_cast<double>(result.predicted) : 0;
  return result;
}

}  // namespace cloze
