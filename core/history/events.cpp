// SPDX-License-Identifier: GPL-3.0-or-later
// Events and probes.
#include "core/history/events.h"

#include "core/history/state.h"

namespace cloze {

void insert_event(Connection& connection, std::int64_t run_key, const RunEvent& event) {
  Query query(connection, "INSERT INTO event (run, step, time, kind, message) VALUES (?1, ?2, ?3, ?4, ?5)");
  query.bind(1, run_key)
      .bind(2, event.step)
      .bind(3, event.time)
      .bind(4, event.kind)
      .bind(5, event.message)
      .run();
}

Result<void> History::add_event(std::string_view run_id, const RunEvent& event) {
  return state_->connection.writing("record an event", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    insert_event(state_->connection, key, event);
    return {};
  });
}

Result<std::vector<RunEvent>> History::events(std::string_view run_id) {
  return state_->connection.reading("read events", [&]() -> Result<std::vector<RunEvent>> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    std::vector<RunEvent> rows;
    Query query(state_->connection,
                "SELECT step, time, kind, message FROM event WHERE run = ?1 ORDER BY key");
    query.bind(1, key);
    while (query.step()) rows.push_back({query.integer(0), query.real(1), query.text(2), query.text(3)});
    return rows;
  });
}

Result<void> History::add_probe(const ProbeRecord& probe) {
  return state_->connection.writing("record a probe", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(probe.run_id));
    Query query(state_->connection,
                "INSERT INTO probe (run, step, time, text, result_json) VALUES (?1, ?2, ?3, ?4, ?5)");
    query.bind(1, key)
        .bind(2, probe.step)
        .bind(3, probe.time)
        .bind(4, probe.text)
        .bind(5, probe.result_json)
        .run();
    return {};
  });
}

Result<std::vector<ProbeRecord>> History::probes(std::string_view run_id) {
  return state_->connection.reading("read probes", [&]() -> Result<std::vector<ProbeRecord>> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    std::vector<ProbeRecord> rows;
    Query query(state_->connection,
                "SELECT time, step, text, result_json FROM probe WHERE run = ?1 ORDER BY key");
    query.bind(1, key);
    while (query.step())
      rows.push_back({std::string(run_id), query.real(0), query.integer(1), query.text(2), query.text(3)});
    return rows;
  });
}

}  // namespace cloze
