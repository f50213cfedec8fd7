// SPDX-License-Identifier: GPL-3.0-or-later
// Old steps of long runs, packed: a row of the table metric for each step is right for what is being written,
// and slow to read by the million. So the oldest steps of a run that has many move into the table
// metric_block, block_steps at a time: for each value one row with a blob of little-endian 64-bit floats, NaN
// and all. One value of many steps is then read at once, without the others.
//
// Of every run: the steps of blocks come before those of rows; blocks do not overlap; and where there are
// blocks there is at least one row, so that the last step is always a row. Internal to core/history;
// everything here runs inside a transaction and throws SQLite::Exception. damaged for a block that does not
// hold what it says.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

/// Steps of a block. A run keeps at least as many as rows.
inline constexpr std::int64_t block_steps = 4096;

/// Packs what may be packed; after rows were added.
Result<void> pack_steps(Connection& connection, std::int64_t run_key);

/// Makes rows of all blocks that reach this step or go on behind it; before such rows are written or removed.
Result<void> unpack_steps(Connection& connection, std::int64_t run_key, std::int64_t from_step);

/// After rows were removed: there is a row again where there are blocks.
Result<void> keep_a_row(Connection& connection, std::int64_t run_key);

/// Appends the packed steps greater than after, ascending.
Result<void> read_packed(Connection& connection, std::int64_t run_key, std::int64_t after,
                         std::vector<StepMetrics>& rows);
Result<void> read_packed(Connection& connection, std::int64_t run_key, std::span<const StepColumn> columns,
                         StepColumns& into);
/// One packed step; nothing when it is not packed.
Result<std::optional<StepMetrics>> read_packed_step(Connection& connection, std::int64_t run_key,
                                                    std::int64_t step);

}  // namespace cloze
