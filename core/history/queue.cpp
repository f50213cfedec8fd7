// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that wait to be trained. A run waits while it has a row in the table queue and the status queued;
// whoever takes it out changes both in one transaction, so that of several processes one gets it.
#include <algorithm>

#include "core/base/clock.h"
#include "core/history/events.h"
#include "core/history/process.h"
#include "core/history/state.h"

namespace cloze {
namespace {

constexpr std::string_view waiting_in_order =
    "SELECT run.key, run.id, queue.options FROM queue JOIN run ON run.key = queue.run "
    "WHERE run.status = 'queued' ORDER BY queue.position, queue.run";

/// The run's number when it waits, else 0. Inside a transaction.
std::int64_t waiting_key(Connection& connection, std::string_view run_id) {
  Query query(connection,
              "SELECT key FROM run WHERE id = ?1 AND status = 'queued' AND key IN (SELECT run FROM queue)");
  return query.bind(1, run_id).step() ? query.integer(0) : 0;
}

void leave_queue(Connection& connection, std::int64_t key) {
  Query(connection, "DELETE FROM queue WHERE run = ?1").bind(1, key).run();
}

void set_position(Connection& connection, std::int64_t key, std::int64_t position) {
  Query(connection, "UPDATE queue SET position = ?2 WHERE run = ?1").bind(1, key).bind(2, position).run();
}

}  // namespace

Result<void> History::add_queued(const RunRecord& run, std::string_view options_json) {
  RunRecord waiting = run;
  waiting.status = RunStatus::queued;
  // Without its row it does not wait, so a crash between the two would leave a run that nobody starts.
  return state_->connection.writing("record the waiting run", [&]() -> Result<void> {
    CLOZE_CHECK(state_->insert_run(waiting));
    CLOZE_TRY(const std::int64_t key, state_->key_of(run.id));
    Query query(state_->connection,
                "INSERT INTO queue (run, position, options) "
                "VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM queue), ?2)");
    query.bind(1, key).bind(2, options_json).run();
    return {};
  });
}

Result<std::vector<QueuedRun>> History::queue() {
  struct Place {
    std::string id, options;
  };
  std::vector<Place> places;
  const auto read = [&]() -> Result<void> {
    Query query(state_->connection, waiting_in_order);
    while (query.step()) places.push_back({query.text(1), query.text(2)});
    return {};
  };
  CLOZE_CHECK(state_->connection.reading("read the queue", read));
  std::vector<QueuedRun> waiting;
  for (Place& place : places) {
    auto run = find_run(place.id);
    // Another process may have taken or removed it since.
    if (!run && run.error().code == ErrorCode::not_found) continue;
    if (!run) return std::unexpected(std::move(run).error());
    if (run->id != place.id || run->status != RunStatus::queued) continue;
    waiting.push_back({std::move(*run), std::move(place.options)});
  }
  return waiting;
}

Result<void> History::move_queued(std::string_view run_id, std::size_t index) {
  Connection& connection = state_->connection;
  return connection.writing("change the queue", [&]() -> Result<void> {
    CLOZE_TRY([[maybe_unused]] const std::int64_t known, state_->key_of(run_id));
    std::vector<std::int64_t> keys;
    {
      Query query(connection, waiting_in_order);
      while (query.step()) keys.push_back(query.integer(0));
    }
    const auto found = std::ranges::find(keys, waiting_key(connection, run_id));
    if (found == keys.end())
      return fail(ErrorCode::not_found,
                  "run " + std::string(run_id) + " does not wait in the queue any more");
    const std::int64_t key = *found;
    keys.erase(found);
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(std::min(index, keys.size())), key);
    for (std::size_t i = 0; i < keys.size(); ++i)
      set_position(connection, keys[i], static_cast<std::int64_t>(i) + 1);
    return {};
  });
}

Result<bool> History::claim_queued(std::string_view run_id, std::int64_t process_id,
                                   std::string_view environment_json) {
  Connection& connection = state_->connection;
  return connection.writing("take the run out of the queue", [&]() -> Result<bool> {
    const std::int64_t key = waiting_key(connection, run_id);
    if (key == 0) return false;
    leave_queue(connection, key);
    Query query(connection,
                "UPDATE run SET status = 'running', created = ?2, ended = 0, process_id = ?3, "
                "process_identity = ?4, environment_json = ?5 WHERE key = ?1");
    query.bind(1, key).bind(2, unix_seconds()).bind(3, process_id).bind(4, process_identity(process_id));
    query.bind(5, environment_json).run();
    return true;
  });
}

Result<bool> History::fail_queued(std::string_view run_id, std::string_view reason) {
  Connection& connection = state_->connection;
  return connection.writing("record the run's failure", [&]() -> Result<bool> {
    const std::int64_t key = waiting_key(connection, run_id);
    if (key == 0) return false;
    leave_queue(connection, key);
    const double now = unix_seconds();
    Query query(connection, "UPDATE run SET status = 'failed', ended = ?2, failure = ?3 WHERE key = ?1");
    query.bind(1, key).bind(2, now).bind(3, reason).run();
    insert_event(connection, key, {0, now, "failed", std::string(reason)});
    return true;
  });
}

Result<void> History::put_back(std::string_view run_id, std::string_view options_json) {
  Connection& connection = state_->connection;
  return connection.writing("put the run back into the queue", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    Query(connection,
          "UPDATE run SET status = 'queued', ended = 0, process_id = 0, process_identity = '' WHERE key = ?1")
        .bind(1, key)
        .run();
    Query query(connection,
                "INSERT OR REPLACE INTO queue (run, position, options) "
                "VALUES (?1, (SELECT coalesce(min(position), 1) - 1 FROM queue), ?2)");
    query.bind(1, key).bind(2, options_json).run();
    return {};
  });
}

Result<bool> History::remove_queued(std::string_view run_id) {
  Connection& connection = state_->connection;
  return connection.writing("remove the waiting run", [&]() -> Result<bool> {
    const std::int64_t key = waiting_key(connection, run_id);
    if (key == 0) return false;
    Query(connection, "DELETE FROM run WHERE key = ?1").bind(1, key).run();
    return true;
  });
}

}  // namespace cloze
