// SPDX-License-Identifier: GPL-3.0-or-later
// Recording an event inside a transaction that does more. Internal to core/history.
#pragma once

#include <cstdint>

#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

/// Throws SQLite::Exception.
void insert_event(Connection& connection, std::int64_t run_key, const RunEvent& event);

}  // namespace cloze
