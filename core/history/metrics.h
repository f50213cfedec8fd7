// SPDX-License-Identifier: GPL-3.0-or-later
// What a run's record takes from its metrics. Internal to core/history.
#pragma once

#include <cstdint>

#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

/// Fills in step, last, last_evaluation and best_loss (the lowest finite one). Inside a transaction; throws
/// SQLite::Exception.
void read_progress(Connection& connection, std::int64_t run_key, RunRecord& run);

}  // namespace cloze
