// SPDX-License-Identifier: GPL-3.0-or-later
// History: one SQLite file (cloze.db) per workspace with every run, every metric of every step, evaluations,
// events and probes. Several processes may open it; each History object belongs to one thread, and one thread
// may own several.
//
// Every call that writes is one transaction: when it returns without an error, its rows survive a killed
// process and a power cut, and when it fails, none of them is there. Calls wait for other writers and readers
// (up to a minute); a writer holds the file for milliseconds. Which journal SQLite keeps, and why not WAL,
// stands in connection.h; the tables in schema.h. Errors: not_found for a run that is not there, with the
// nearest name; disk_full; damaged; io.
//
// Within one process the file must be opened through this class only, never read or copied as a plain file
// while a History is open: POSIX drops all locks of a process on a file when it closes any descriptor of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace cloze {

enum class RunStatus { queued, running, paused, finished, stopped, failed, interrupted };
std::string_view to_string(RunStatus status);

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// One optimizer step. Non-finite values are kept as they are.
struct StepMetrics {
  std::int64_t step = 0;           ///< From 1.
  double loss = not_a_number;      ///< What is minimized: masked-language plus next-sentence loss, nats.
  double mlm_loss = not_a_number;  ///< Mean over predicted tokens, nats.
  double nsp_loss = not_a_number;  ///< NaN without sentence pairs.
  double learning_rate = not_a_number;
  double gradient_norm = not_a_number;  ///< Before clipping.
  double seconds = not_a_number;  ///< Training time since the run's start, pauses and evaluations left out.
  double tokens = not_a_number;   ///< Tokens seen since the run's start.
  double tokens_per_second = not_a_number;
  double epoch = not_a_number;  ///< With its fraction.
};

/// The values of StepMetrics, in its order.
enum class StepColumn {
  loss,
  mlm_loss,
  nsp_loss,
  learning_rate,
  gradient_norm,
  seconds,
  tokens,
  tokens_per_second,
  epoch,
};

/// In the order of StepColumn.
inline constexpr std::array step_values{
    &StepMetrics::loss,          &StepMetrics::mlm_loss,          &StepMetrics::nsp_loss,
    &StepMetrics::learning_rate, &StepMetrics::gradient_norm,     &StepMetrics::seconds,
    &StepMetrics::tokens,        &StepMetrics::tokens_per_second, &StepMetrics::epoch};

/// Some of the values of all steps of a run, each by itself: a million steps of one value are 8 MB.
struct StepColumns {
  std::vector<std::int64_t> steps;          ///< Ascending.
  std::vector<std::vector<double>> values;  ///< A column for each that was asked for, as long as steps.
};

struct EvaluationMetrics {
  std::int64_t step = 0;
  double loss = not_a_number;      ///< Masked-language loss on held-out text, nats.
  double accuracy = not_a_number;  ///< Share of predicted tokens whose most probable token is right.
  double nsp_loss = not_a_number;
  double nsp_accuracy = not_a_number;
  std::int64_t predicted_tokens = 0;
  double seconds = not_a_number;  ///< How long the evaluation took.
};

/// Something that happened to a run: "started", "checkpoint", "paused", "resumed", "stopped", "warning",
/// "failed", ...
struct RunEvent {
  std::int64_t step = 0;
  double time = 0;  ///< Unix seconds.
  std::string kind, message;
};

struct RunRecord {
  std::string id;  ///< Time-ordered, unique: 20260131-123456-ab12.
  std::string name;
  RunStatus status = RunStatus::queued;
  std::string recipe_json;
  std::string dataset_hash, dataset_name, tokenizer_name;
  std::string environment_json;   ///< Git revision, versions, device, threads, seed, data hash.
  double created = 0, ended = 0;  ///< Unix seconds; ended 0 while it runs.
  std::int64_t process_id = 0;    ///< Of the process that trains it, to tell running from interrupted.
  std::int64_t step = 0;          ///< Of the last metrics; derived, as all from last on are.
  std::int64_t total_steps = 0;   ///< 0 when unknown.
  std::string failure;            ///< Why it failed; empty otherwise.
  std::vector<std::string> tags;  ///< Ascending; each a word (check_tag()).
  std::string note;               ///< Any text.
  bool archived = false;          ///< Put aside: lists leave it out until asked for it.
  std::optional<StepMetrics> last;
  std::optional<EvaluationMetrics> last_evaluation;
  std::optional<double> best_loss;          ///< Lowest finite held-out loss.
  std::optional<double> best_accuracy;      ///< Highest of all evaluations.
  std::optional<double> best_nsp_accuracy;  ///< Highest; nothing without sentence pairs.
};

/// What was measured of a run when it had taken so many steps.
struct RunAtStep {
  std::int64_t step = 0;
  std::optional<StepMetrics> metrics;           ///< Of this very step.
  std::optional<EvaluationMetrics> evaluation;  ///< The last one up to it.
};

/// What a person changes on a run; what is left out stays as it is.
struct RunLabels {
  std::vector<std::string> remove_tags = {};  ///< What is not there already is fine.
  std::vector<std::string> add_tags = {};     ///< After those were removed; what is there already is fine.
  std::optional<std::string> note = {};       ///< UTF-8, at most 64 KiB; empty takes it away.
  std::optional<bool> archived = {};
};

/// bad_input unless it is one word of at most 60 bytes without quotes, commas and parentheses.
Result<void> check_tag(std::string_view tag);

struct ProbeRecord {
  std::string run_id;
  double time = 0;
  std::int64_t step = 0;
  std::string text, result_json;
};

/// How surprising a pinned sentence was to a run at a step: the mean over its tokens, each masked by itself,
/// of the negative logarithm of its probability; nats, as the held-out loss.
struct PinScore {
  std::string text;
  std::int64_t step = 0;
  double surprisal = not_a_number;
};

/// A run that waits to be trained.
struct QueuedRun {
  RunRecord run;
  std::string options_json;  ///< What else is needed to start it; the history keeps it as it is.
};

class History {
 public:
  /// Opens or creates the file and migrates an older schema. newer_version for one written by a newer
  /// program, damaged for a file that is not ours; both leave it untouched.
  static Result<History> open(const std::filesystem::path& database);
  /// For readers (the studio's queries): the file must exist (not_found) and have the current schema
  /// (unavailable).
  static Result<History> open_read_only(const std::filesystem::path& database);
  History(History&&) noexcept;
  History& operator=(History&&) noexcept;
  ~History();

  /// bad_input when there is a run with this id already. Derived values of the record are not stored.
  Result<void> add_run(const RunRecord& run);
  /// Also sets ended: to now for a status that ends the run, else to 0.
  Result<void> set_status(std::string_view run_id, RunStatus status, std::string_view failure = {});
  /// Of a run in training whose settings changed.
  Result<void> set_recipe(std::string_view run_id, std::string_view recipe_json);
  /// The process must be alive: its start time is stored as well, so that a later one with its number is told
  /// apart.
  Result<void> set_process(std::string_view run_id, std::int64_t process_id);
  /// One transaction for all; rows at steps that exist already are replaced (a resumed run rewrites its
  /// tail).
  Result<void> add_metrics(std::string_view run_id, const std::vector<StepMetrics>& rows);
  /// Removes metrics, evaluations, scores and events after a step: a run resumed from an older checkpoint
  /// takes that step again.
  Result<void> forget_after(std::string_view run_id, std::int64_t step);
  Result<void> add_evaluation(std::string_view run_id, const EvaluationMetrics& row);
  Result<void> add_event(std::string_view run_id, const RunEvent& event);
  Result<void> add_probe(const ProbeRecord& probe);
  Result<void> label(std::string_view run_id, const RunLabels& change);
  /// Pins a sentence: from now on runs score it at every evaluation. One that is pinned already is fine.
  /// bad_input for an empty one, one of more than 2,000 bytes, and for more than 12.
  Result<void> pin(std::string_view text);
  /// What was scored stays; pinned again it goes on.
  Result<void> unpin(std::string_view text);
  /// Of sentences that are or were pinned; others are passed over. A step's old score is replaced.
  Result<void> add_pin_scores(std::string_view run_id, const std::vector<PinScore>& scores);
  /// The record and everything that hangs on it.
  Result<void> delete_run(std::string_view run_id);

  /// Newest first. Only the newest with_texts of them carry recipe_json and environment_json, which are most
  /// of what the file holds of a run; those of the others are empty.
  Result<std::vector<RunRecord>> runs(std::size_t with_texts = std::numeric_limits<std::size_t>::max());
  /// Id of the newest that does not wait in the queue; empty when there is none.
  Result<std::string> newest_run();
  /// recipe_json of these runs, by their ids, in this order; empty for one that is not there.
  Result<std::vector<std::string>> recipes(std::span<const std::string> run_ids);
  /// By id, by unique beginning of an id, or by name (the newest of that name). bad_input when several ids
  /// begin so.
  Result<RunRecord> find_run(std::string_view id_or_name);
  /// Steps greater than the one given, ascending.
  Result<std::vector<StepMetrics>> metrics(std::string_view run_id, std::int64_t after = 0);
  Result<StepColumns> metric_columns(std::string_view run_id, std::span<const StepColumn> columns);
  /// Of each of these runs, by their ids, in this order; without values for one that has not come so far or
  /// is not there. bad_input for a step below 1.
  Result<std::vector<RunAtStep>> at_step(std::int64_t step, std::span<const std::string> run_ids);
  Result<std::vector<EvaluationMetrics>> evaluations(std::string_view run_id);
  Result<std::vector<RunEvent>> events(std::string_view run_id);
  /// Pinned sentences, in the order they were pinned.
  Result<std::vector<std::string>> pins();
  /// By sentence, ascending by step; also of sentences that are no longer pinned.
  Result<std::vector<PinScore>> pin_scores(std::string_view run_id);
  Result<std::vector<ProbeRecord>> probes(std::string_view run_id);
  /// Marks as interrupted the runs that are "running" or "paused" though their process has gone, each with an
  /// event. Returns their ids, oldest first.
  Result<std::vector<std::string>> mark_interrupted();

  /// Records a run as queued, behind all that wait already.
  Result<void> add_queued(const RunRecord& run, std::string_view options_json);
  /// Those that wait, in their order.
  Result<std::vector<QueuedRun>> queue();
  /// index: its place among those that wait, from 0; past the end is the end. not_found when it does not
  /// wait.
  Result<void> move_queued(std::string_view run_id, std::size_t index);
  /// Takes a waiting run out of the queue as running, from now on this process's. False when it waits no
  /// more: of several processes that try, one gets true.
  Result<bool> claim_queued(std::string_view run_id, std::int64_t process_id,
                            std::string_view environment_json);
  /// Takes a waiting run out of the queue as failed, with an event. False when it waits no more.
  Result<bool> fail_queued(std::string_view run_id, std::string_view reason);
  /// Back to the front of the queue: the inverse of claim_queued.
  Result<void> put_back(std::string_view run_id, std::string_view options_json);
  /// Deletes a waiting run's record. False when it waits no more.
  Result<bool> remove_queued(std::string_view run_id);

 private:
  struct State;
  explicit History(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cloze
