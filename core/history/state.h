// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of History share. Internal to core/history.
#pragma once

#include "core/history/connection.h"
#include "core/history/history.h"

namespace cloze {

struct History::State {
  State(const std::filesystem::path& path, ConnectionMode mode) : connection(path, mode) {}

  Connection connection;

  /// The number other tables know the run by; not_found when there is no run with this id. Inside a
  /// transaction.
  Result<std::int64_t> key_of(std::string_view run_id);
  /// History::add_run, inside a transaction.
  Result<void> insert_run(const RunRecord& run);
};

}  // namespace cloze
