// SPDX-License-Identifier: GPL-3.0-or-later
// Pinned sentences: texts of the workspace whose likelihood is followed through every run.
#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/history/state.h"

namespace cloze {
namespace {

constexpr std::int64_t most_pins = 12;
constexpr std::size_t longest_pin = 2000;

constexpr std::string_view pinned_texts = "SELECT text FROM pin WHERE pinned ORDER BY since, key";
constexpr std::string_view scores_of =
    "SELECT text, step, surprisal FROM pin_score JOIN pin ON pin.key = pin_score.pin WHERE run = ?1 "
    "ORDER BY since, pin, step";

}  // namespace

Result<std::vector<std::string>> History::pins() {
  return state_->connection.reading("read pinned sentences", [&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> texts;
    Query query(state_->connection, pinned_texts);
    while (query.step()) texts.push_back(query.text(0));
    return texts;
  });
}

Result<void> History::pin(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ErrorCode::bad_input, "there is no sentence to be pinned");
  if (text.size() > longest_pin)
    return fail(ErrorCode::bad_input, fmt::format("a pinned sentence has at most {} bytes", longest_pin),
                "pin a shorter one: each of its tokens costs a pass of the model at every evaluation");
  return state_->connection.writing("pin the sentence", [&]() -> Result<void> {
    if (Query there(state_->connection, "SELECT 1 FROM pin WHERE text = ?1 AND pinned");
        there.bind(1, text).step())
      return {};
    Query count(state_->connection, "SELECT count(*) FROM pin WHERE pinned");
    if (count.step() && count.integer(0) >= most_pins)
      return fail(ErrorCode::bad_input, fmt::format("{} sentences are pinned already", most_pins),
                  "take one away first");
    Query query(state_->connection,
                "INSERT INTO pin (text, since, pinned) VALUES (?1, ?2, 1) "
                "ON CONFLICT (text) DO UPDATE SET since = ?2, pinned = 1");
    query.bind(1, text).bind(2, unix_seconds()).run();
    return {};
  });
}

Result<void> History::unpin(std::string_view text) {
  return state_->connection.writing("take the pinned sentence away", [&]() -> Result<void> {
    Query query(state_->connection, "UPDATE pin SET pinned = 0 WHERE text = ?1");
    query.bind(1, text).run();
    return {};
  });
}

Result<void> History::add_pin_scores(std::string_view run_id, const std::vector<PinScore>& scores) {
  return state_->connection.writing("record pinned sentences", [&]() -> Result<void> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    for (const PinScore& score : scores) {
      // A text that was never pinned here comes from a history that was copied in parts; it is none of ours.
      Query query(state_->connection,
                  "INSERT OR REPLACE INTO pin_score (run, pin, step, surprisal) "
                  "SELECT ?1, key, ?3, ?4 FROM pin WHERE text = ?2");
      query.bind(1, key).bind(2, score.text).bind(3, score.step).bind(4, score.surprisal).run();
    }
    return {};
  });
}

Result<std::vector<PinScore>> History::pin_scores(std::string_view run_id) {
  return state_->connection.reading("read pinned sentences", [&]() -> Result<std::vector<PinScore>> {
    CLOZE_TRY(const std::int64_t key, state_->key_of(run_id));
    std::vector<PinScore> scores;
    Query query(state_->connection, scores_of);
    query.bind(1, key);
    while (query.step()) scores.push_back({query.text(0), query.integer(1), query.real_or_nan(2)});
    return scores;
  });
}

}  // namespace cloze
